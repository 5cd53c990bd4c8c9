package io.redisguard.resilience;

import java.util.concurrent.TimeUnit;

/**
 * Bounds repeats to a share of the calls of the last ten seconds and a floor for times with few calls, so that retries
 * cannot multiply the load of a server in trouble. After "RetryBudget" of Finagle. Thread-safe.
 */
final class RetryBudget {
    /** How far back calls and repeats count. */
    static final int WINDOW_SECONDS = 10;

    private static final int SLOTS = (int) (TimeUnit.SECONDS.toNanos(WINDOW_SECONDS) / NodeHealth.TICK_NANOS);

    private final int percent;
    private final long floor;
    private final long[] attempts = new long[SLOTS];
    private final int[] repeats = new int[SLOTS];
    private int slot;
    private long attemptsInWindow;
    private long repeatsInWindow;

    RetryBudget(RetryOptions options) {
        percent = options.budgetPercent();
        floor = (long) options.budgetPerSecond() * WINDOW_SECONDS;
    }

    /** Adds attempts that have ended. */
    synchronized void count(long ended) {
        attemptsInWindow += ended;
        attempts[slot] += ended;
    }

    /** Forgets what is older than the window; called once for each tick. */
    synchronized void tick() {
        slot = (slot + 1) % SLOTS;
        attemptsInWindow -= attempts[slot];
        repeatsInWindow -= repeats[slot];
        attempts[slot] = 0;
        repeats[slot] = 0;
    }

    /** Returns which share of the repeats that the window allows is left, 0 to 1. */
    synchronized double left() {
        long limit = limit();
        return limit <= repeatsInWindow ? 0 : (double) (limit - repeatsInWindow) / limit;
    }

    private long limit() {
        return Math.max(0, attemptsInWindow - repeatsInWindow) * percent / 100 + floor;
    }

    /** Takes one repeat from the budget; returns whether there was one left. */
    synchronized boolean take() {
        if (repeatsInWindow >= limit()) {
            return false;
        }
        repeatsInWindow++;
        repeats[slot]++;
        return true;
    }
}
