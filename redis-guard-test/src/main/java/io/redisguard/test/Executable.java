package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A server program on this machine that was seen to run.
 *
 * @param path the file
 * @param version what the program says about itself
 */
record Executable(Path path, ServerVersion version) {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /**
     * Asks the program for its version.
     *
     * @throws IllegalStateException when it does not run, with what it printed
     */
    static Executable probe(Path path) {
        try {
            Path answer = Files.createTempFile("redis-guard-test-", ".version");
            try {
                Process process = new ProcessBuilder(path.toString(), "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(answer.toFile())
                        .start();
                boolean ended = process.waitFor(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
                process.destroyForcibly();
                String text = Files.readString(answer, StandardCharsets.UTF_8).strip();
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(path + " does not run: " + text);
                }
                return new Executable(path, ServerVersion.of(name(text), text));
            } finally {
                Files.delete(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " does not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking " + path + " for its version.", e);
        }
    }

    String fileName() {
        return String.valueOf(path.getFileName());
    }

    private static String name(String text) {
        return text.toLowerCase(Locale.ROOT).contains(ServerVersion.VALKEY)
                ? ServerVersion.VALKEY
                : ServerVersion.REDIS;
    }
}
