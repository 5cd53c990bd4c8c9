package io.redisguard.lettuce;

import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The pause before each attempt to reconnect: uniformly random, so that clients do not come back in step, with an upper
 * bound that grows with the age of the outage. "Full jitter" of the AWS Architecture Blog, "Exponential Backoff And
 * Jitter" (2015), but by elapsed time instead of by number of attempts.
 */
final class OutageDelay extends Delay implements Delay.StatefulDelay {
    static final Duration YOUNG = Duration.ofSeconds(30);
    static final Duration LONGEST_WHILE_YOUNG = Duration.ofMillis(250);

    /** Leaves time for the handshake before those who wait for the link give up. */
    static final Duration LONGEST_AT_FIRST = Duration.ofMillis(150);

    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int SHARE_OF_OUTAGE = 10;

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private boolean down;
    private long downSince;

    OutageDelay(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    @Override
    public synchronized Duration createDelay(long attempt) {
        long now = nanoTime.getAsLong();
        if (!down) {
            down = true;
            downSince = now;
            return upTo(LONGEST_AT_FIRST.toNanos());
        }
        long age = now - downSince;
        long bound = age < YOUNG.toNanos()
                ? LONGEST_WHILE_YOUNG.toNanos()
                : Math.min(LONGEST.toNanos(), age / SHARE_OF_OUTAGE);
        return upTo(bound);
    }

    private Duration upTo(long bound) {
        return Duration.ofNanos(random.nextLong(bound + 1));
    }

    /** Called when the connection is back. */
    @Override
    public synchronized void reset() {
        down = false;
    }
}
