package io.redisguard.command;

import org.jspecify.annotations.Nullable;

/**
 * One call on its way: what the stages may know and decide. A stage sees it on the caller's thread in
 * {@link CommandStage#enter}, later on any thread.
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

    /** Returns how many commands the connection holds now, this one included. */
    int inFlight();

    /** Sets how long the attempt may take until its reply is there. */
    void limitTo(long nanos);
}
