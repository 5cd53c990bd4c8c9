package io.redisguard.test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waiting for things outside this process. */
final class Patience {
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration LONG_STEP = Duration.ofMillis(25);

    private Patience() {}

    /** Returns whether the condition came true in time; an interrupt ends the wait and stays set. */
    static boolean until(Duration limit, BooleanSupplier condition) {
        return until(limit, STEP, condition);
    }

    /**
     * Returns when several servers agree with the condition; one that does not answer does not.
     *
     * @throws IllegalStateException when they do not in time, with what was waited for and the evidence
     */
    static void await(Duration limit, String what, BooleanSupplier condition, Supplier<String> evidence) {
        if (!until(limit, LONG_STEP, () -> holds(condition))) {
            throw new IllegalStateException(
                    "%s did not happen within %d s. %s".formatted(what, limit.toSeconds(), evidence.get()));
        }
    }

    /** Returns whether the condition holds; servers that refuse or do not answer make it false. */
    static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }

    private static boolean until(Duration limit, Duration step, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(step.toNanos());
        }
        return true;
    }
}
