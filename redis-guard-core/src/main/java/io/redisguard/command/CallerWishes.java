package io.redisguard.command;

import org.jspecify.annotations.Nullable;

/**
 * What a caller wishes for all calls through one handle. Immutable.
 *
 * @param limitNanos how long each call may take, or 0 for as long as its class allows
 * @param allowances which commands the policy lets pass
 * @param readsFrom which server answers reads, or {@code null} for the one that the options name
 */
public record CallerWishes(
        long limitNanos, Allowances allowances, @Nullable ReadPreference readsFrom) {
    /** No wishes. */
    public static final CallerWishes NONE = new CallerWishes(0, Allowances.NONE, null);

    /** Returns the same wishes with another time limit. */
    public CallerWishes within(long nanos) {
        return new CallerWishes(nanos, allowances, readsFrom);
    }

    /** Returns the same wishes with one more command that the policy lets pass. */
    public CallerWishes allowing(String command, String reason) {
        return new CallerWishes(limitNanos, allowances.with(command, reason), readsFrom);
    }

    /** Returns the same wishes with another server to answer reads. */
    public CallerWishes readingFrom(ReadPreference preference) {
        return new CallerWishes(limitNanos, allowances, preference);
    }
}
