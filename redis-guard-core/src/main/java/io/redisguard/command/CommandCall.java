package io.redisguard.command;

import org.jspecify.annotations.Nullable;

/**
 * One call on its way, from the moment it is made until its caller is told how it ended. It may take several
 * {@linkplain CommandAttempt attempts}. A stage sees it on the caller's thread in {@link CommandStage#enter}, later on
 * any thread.
 */
public interface CommandCall {
    /** Time to wait for a server that never answers by itself: {@link #serverWaitNanos()} of {@code BLPOP key 0}. */
    long FOR_EVER = Long.MAX_VALUE;

    /** Returns what the catalogue knows about the command. */
    CommandFacts facts();

    /** Returns what the command does to its connection, its arguments considered. */
    ConnectionEffect effect();

    /** Returns the subcommand in upper case where {@link #effect()} was decided by it, else {@code null}. */
    @Nullable
    String subcommand();

    /** Returns how long the command asks the server to wait, 0 when it does not wait, or {@link #FOR_EVER}. */
    long serverWaitNanos();

    /** Returns the time limit that the caller set for this call alone, or 0. */
    long callerLimitNanos();

    /** Tells whether the command is queued on the server by an open MULTI. */
    boolean isQueuedByTransaction();

    /** Tells whether the calling thread waits for this call, so that nothing can overtake it. */
    boolean isCallerBlocked();

    /**
     * Reads the arguments by encoding them once more: for rare use.
     *
     * @throws RuntimeException whatever the codec throws
     */
    CommandArguments arguments();

    /** Sets how long one attempt may take until its reply is there, and how long all of them together may take. */
    void limitTo(long attemptNanos, long totalNanos);

    /** Returns how much is left of the time for all attempts together; zero or less when it is used up. */
    long remainingNanos();

    /** Returns what {@link #remember} was given last, or {@code null}. */
    @Nullable
    Object remembered();

    /** Lets the retry stage keep something with the call between two attempts. */
    void remember(Object memory);
}
