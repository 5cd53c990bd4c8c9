package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** Unpacks the server program of the library {@code embedded-redis} for this system, once per JVM. */
final class EmbeddedExecutable {
    private EmbeddedExecutable() {}

    static Path extract() {
        Path folder = Directories.create();
        ShutdownHook.deleteLast(folder);
        try {
            return ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded program cannot be unpacked: " + e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("com.github.codemonstur:embedded-redis is not on the class path", e);
        }
    }
}
