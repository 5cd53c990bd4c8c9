package io.redisguard.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A nanosecond counter like {@link System#nanoTime()} that moves only when a test moves it. Thread-safe. */
public final class ManualTicker implements LongSupplier {
    private final AtomicLong nanos;

    private ManualTicker(long start) {
        nanos = new AtomicLong(start);
    }

    /** Returns a ticker at 0. */
    public static ManualTicker create() {
        return startingAt(0);
    }

    /** Returns a ticker at this reading, for instance one close to {@link Long#MAX_VALUE} to try the overflow. */
    public static ManualTicker startingAt(long start) {
        return new ManualTicker(start);
    }

    /** Returns the reading in nanoseconds. */
    public long read() {
        return nanos.get();
    }

    /** Returns the same as {@link #read()}. */
    @Override
    public long getAsLong() {
        return read();
    }

    /**
     * Moves the ticker on.
     *
     * @throws IllegalArgumentException when the step is negative, which no such counter does
     */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("A ticker does not go back, asked for " + step + ".");
        }
        nanos.addAndGet(step.toNanos());
    }
}
