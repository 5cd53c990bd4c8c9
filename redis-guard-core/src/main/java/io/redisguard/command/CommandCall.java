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

    /** Returns what the catalogue knows about the command, or about its subcommand: {@code CONFIG SET}. */
    CommandFacts facts();

    /** Returns what the command does to its connection, its arguments considered. */
    ConnectionEffect effect();

    /** Returns how long the command asks the server to wait, 0 when it does not wait, or {@link #FOR_EVER}. */
    long serverWaitNanos();

    /** Returns what the caller wishes for this call. */
    CallerWishes wishes();

    /** Returns the time limit that the caller set for this call alone, or 0. */
    default long callerLimitNanos() {
        return wishes().limitNanos();
    }

    /**
     * Returns what the connection itself has against the call, or {@code null}: it could not be sent whatever comes.
     */
    @Nullable
    RuntimeException refusal();

    /** Tells whether the command is queued on the server by an open MULTI. */
    boolean isQueuedByTransaction();

    /** Tells whether the calling thread waits for this call, so that nothing can overtake it. */
    boolean isCallerBlocked();

    /**
     * Returns the arguments, until the call has settled. Looking at them is cheap, unless only their codec knows their
     * bytes: then the command is encoded when they are first looked at, once, and sent like that.
     *
     * <p>The methods of the arguments throw {@link io.redisguard.error.EncodeFailedException} when the codec fails.
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

    /** Returns what {@link #observeWith} was given, or {@code null}. */
    @Nullable
    Object observation();

    /** Lets the observing stage keep something with the call until it has ended. */
    void observeWith(Object observation);

    /** Returns what {@link #comesFrom} was given, or {@code null}. */
    @Nullable
    String place();

    /** Keeps the place in the code that the call was made from, on the caller's thread, for when its reply is there. */
    void comesFrom(String place);

    // ---- what it came to, for those who hear that it has settled -----------------------------------------------

    /** Returns how long it has taken so far, in nanoseconds. */
    long elapsedNanos();

    /** Returns how many attempts were made for it, at least 1. */
    int attempts();

    /** Returns how often a node of a cluster has sent the call on to another node. */
    int redirections();

    /** Returns how many bytes its last attempt took on the wire, or 0 when it was not sent. */
    long requestBytes();

    /** Returns how many bytes the keys and values of its reply have. */
    long replyBytes();

    /** Returns how many keys, values and numbers its reply has, those in nested lists included. */
    int replyElements();

    /**
     * Returns the first word of the error that the server answered with, such as {@code WRONGTYPE}, or {@code null}. A
     * script can make it say anything.
     */
    @Nullable
    String errorCode();
}
