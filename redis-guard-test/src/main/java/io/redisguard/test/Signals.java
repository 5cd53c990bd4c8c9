package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Sends Unix signals; the shell does it, because small images have no {@code kill} program. */
final class Signals {
    private static final Path PROC = Path.of("/proc/self/stat");
    private static final Duration EFFECT = Duration.ofSeconds(5);

    private Signals() {}

    /**
     * Sends STOP or CONT and returns when it has taken effect.
     *
     * @throws UnsupportedOperationException on a system without signals
     */
    static void send(String signal, Process target) {
        long pid = target.pid();
        int code;
        try {
            code = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UnsupportedOperationException("pause and resume need a Unix shell: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending " + signal + " to " + pid + ".", e);
        }
        boolean stopped = signal.equals("STOP");
        if (code != 0 || !Patience.until(EFFECT, () -> !Files.exists(PROC) || isStopped(pid) == stopped)) {
            throw new IllegalStateException("Signal %s did not reach process %d.".formatted(signal, pid));
        }
    }

    private static boolean isStopped(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String text = Files.readString(stat);
            return text.charAt(text.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
