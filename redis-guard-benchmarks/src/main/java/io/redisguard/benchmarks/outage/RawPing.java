package io.redisguard.benchmarks.outage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks a server on a bare socket whether it is there. */
final class RawPing {
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration STEP = Duration.ofMillis(1);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private RawPing() {}

    /** Asks again and again, and returns the instant of the first answer. */
    static CompletableFuture<Long> answered(String host, int port) {
        CompletableFuture<Long> answered = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    while (!answered.isDone()) {
                        if (answers(host, port)) {
                            answered.complete(SharedClock.now());
                        } else {
                            LockSupport.parkNanos(STEP.toNanos());
                        }
                    }
                },
                "raw-ping");
        thread.setDaemon(true);
        thread.start();
        return answered.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) ANSWER.toMillis());
            socket.getOutputStream().write(PING);
            return Arrays.equals(socket.getInputStream().readNBytes(PONG.length), PONG);
        } catch (IOException e) {
            return false;
        }
    }
}
