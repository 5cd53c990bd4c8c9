package io.redisguard.sidebyside;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Other users of the same connection, who do nothing but GET, one call after the other, until they are closed. */
final class Neighbours implements AutoCloseable {
    private static final int THREADS = 4;

    private final CompletableFuture<?>[] lives = new CompletableFuture<?>[THREADS];
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean closed;

    Neighbours(StatefulRedisConnection<String, String> redis) {
        for (int i = 0; i < THREADS; i++) {
            lives[i] = Api.onAThread(() -> live(redis));
        }
    }

    private long live(StatefulRedisConnection<String, String> redis) {
        while (!closed) {
            try {
                redis.sync().get("neighbour");
                served.incrementAndGet();
            } catch (RuntimeException e) {
                failed.incrementAndGet();
            }
        }
        return served.get();
    }

    /** Returns when each of them has been served on average several times from now on. */
    void awaitService() {
        long before = served.get();
        await().until(() -> served.get() > before + 10 * THREADS);
    }

    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture.allOf(lives).join();
    }
}
