package io.redisguard.test;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the servers that nobody closed when the JVM ends, each by its own process or container id. */
final class ShutdownHook {
    private static final Logger log = LoggerFactory.getLogger(ShutdownHook.class);
    private static final Set<ServerRuntime> LIVE = ConcurrentHashMap.newKeySet();
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ShutdownHook::run, "redis-guard-test-shutdown"));
    }

    private ShutdownHook() {}

    static void watch(ServerRuntime runtime) {
        LIVE.add(runtime);
    }

    static void forget(ServerRuntime runtime) {
        LIVE.remove(runtime);
    }

    static void deleteLast(Path folder) {
        FOLDERS.add(folder);
    }

    private static void run() {
        LIVE.forEach(runtime -> quietly(runtime::remove));
        FOLDERS.forEach(folder -> quietly(() -> Directories.delete(folder)));
    }

    private static void quietly(Runnable cleanup) {
        try {
            cleanup.run();
        } catch (RuntimeException e) {
            log.warn("A test server may be left over", e);
        }
    }
}
