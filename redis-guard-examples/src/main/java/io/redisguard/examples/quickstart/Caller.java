package io.redisguard.examples.quickstart;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.error.GuardFailure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A thread that calls without end, by turns INCR on a key that no other call uses and GET of that key. A counter above
 * one is therefore a call that was applied twice. What it counted may be read once it has ended.
 */
final class Caller implements Runnable {
    /** A call that takes this long has made its user wait. */
    static final Duration LONG = Duration.ofSeconds(1);

    private static final long PAUSE_NANOS = 1_000_000;

    private final RedisCommands<String, String> redis;
    private final String keyPrefix;
    private volatile boolean stopped;
    private volatile long lastAnswer = System.nanoTime();
    private long turns;
    private long calls;
    private long failedFast;
    private long hung;
    private long outcomeUnknown;
    private long longestNanos;

    Caller(RedisCommands<String, String> redis, String keyPrefix) {
        this.redis = redis;
        this.keyPrefix = keyPrefix;
    }

    @Override
    public void run() {
        while (!stopped) {
            turns++;
            String key = keyPrefix + turns;
            measure(() -> redis.incr(key));
            measure(() -> redis.get(key));
        }
    }

    private void measure(Runnable call) {
        boolean failed = false;
        long start = System.nanoTime();
        try {
            call.run();
        } catch (RedisException e) {
            failed = true;
            outcomeUnknown += GuardFailure.isOutcomeUnknown(e) ? 1 : 0;
        }
        long end = System.nanoTime();
        if (!failed) {
            lastAnswer = end;
        }
        calls++;
        if (end - start >= LONG.toNanos()) {
            hung++;
        } else if (failed) {
            failedFast++;
        }
        longestNanos = Math.max(longestNanos, end - start);
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Asks the caller to end after the call it is in. */
    void stop() {
        stopped = true;
    }

    /** Tells whether it has had an answer since a point in time. */
    boolean hasAnswerSince(long nanoTime) {
        return lastAnswer - nanoTime >= 0;
    }

    /** Returns the keys of its increments. */
    Stream<String> keys() {
        return LongStream.rangeClosed(1, turns).mapToObj(turn -> keyPrefix + turn);
    }

    long calls() {
        return calls;
    }

    long failedFast() {
        return failedFast;
    }

    long hung() {
        return hung;
    }

    long outcomeUnknown() {
        return outcomeUnknown;
    }

    long longestNanos() {
        return longestNanos;
    }
}
