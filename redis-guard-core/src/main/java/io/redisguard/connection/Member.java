package io.redisguard.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/** One connection of a pool, with how long it may live. */
final class Member<T> {
    /** What is made at one time must not end at one time. */
    private static final double SHORTENED_BY_AT_MOST = 0.2;

    private final T connection;
    private final long endNanos;
    private final AtomicBoolean gone = new AtomicBoolean();
    private long idleEndNanos; // guarded by the pool

    private Member(T connection, long endNanos) {
        this.connection = connection;
        this.endNanos = endNanos;
    }

    static <T> Member<T> made(T connection, long now, Duration maxAge, DoubleSupplier random) {
        return new Member<>(connection, now + shortened(maxAge, random));
    }

    private static long shortened(Duration longest, DoubleSupplier random) {
        return (long) (longest.toNanos() * (1 - SHORTENED_BY_AT_MOST * random.getAsDouble()));
    }

    T connection() {
        return connection;
    }

    boolean isOld(long now) {
        return now - endNanos >= 0;
    }

    /** Nobody uses it from now on. */
    void rests(long now, Duration maxIdleTime, DoubleSupplier random) {
        idleEndNanos = now + shortened(maxIdleTime, random);
    }

    /** Returns when it is to be closed if nobody uses it any more. */
    long restsUntil() {
        return idleEndNanos - endNanos < 0 ? idleEndNanos : endNanos;
    }

    /** Returns whether it is the pool's to count no longer; true once. */
    boolean goes() {
        return gone.compareAndSet(false, true);
    }
}
