package io.redisguard.examples.quickstart;

import java.time.Duration;

/**
 * What was measured of one contender.
 *
 * @param name the contender
 * @param calls calls made
 * @param answeredFast calls answered within {@link Caller#LONG}
 * @param failedFast calls that failed within {@link Caller#LONG}
 * @param hung calls that took longer, whatever came of them
 * @param longest the longest call
 * @param appliedTwice increments that the server applied more than once
 * @param outcomeUnknown failed calls whose caller was told that the server may have executed them
 * @param slowestRecovery longest time from the end of a fault until all callers had answers again
 */
record Tally(
        String name,
        long calls,
        long answeredFast,
        long failedFast,
        long hung,
        Duration longest,
        long appliedTwice,
        long outcomeUnknown,
        Duration slowestRecovery) {}
