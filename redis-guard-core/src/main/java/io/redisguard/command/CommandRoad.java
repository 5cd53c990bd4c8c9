package io.redisguard.command;

import io.redisguard.error.CallOutcome;

/** The road as a connection sees it: what it asks and tells on behalf of the calls it carries. Thread-safe. */
public interface CommandRoad {
    /**
     * Takes a call through the stages that it passes once.
     *
     * @throws RuntimeException a {@link io.redisguard.error.GuardFailure}, when one of them stops it; nothing else is
     *     heard of the call then
     */
    void enter(CommandCall call);

    /** Tells how a call that had entered ended for its caller. */
    void settled(CommandCall call, CallOutcome outcome);

    /**
     * Takes an attempt through the stages behind.
     *
     * @throws io.redisguard.error.RedisGuardException when one of them stops it; nothing else is heard of the attempt
     */
    void enter(CommandAttempt attempt);

    /** Tells how an attempt that had entered ended. */
    void ended(CommandAttempt attempt, CallOutcome outcome);

    /** Tells that an attempt that had entered takes no place on the wire any more. */
    void leftWire(CommandAttempt attempt);

    /** Decides what follows a failed attempt; asked once for each, when it has ended. */
    Repetition afterFailure(CommandAttempt attempt, CallOutcome outcome, Throwable failure);

    /** Returns what watches the link of the connection. */
    LinkWatch link();

    /** Makes the road of a new connection. */
    @FunctionalInterface
    interface Builder {
        /** Returns a road over the link, whose events the road hears of from then on. */
        CommandRoad over(ConnectionRole role, Link link);

        /** Tells of a call that was made while there was no connection, and that takes no road therefore. */
        default void notConnected(String server, CommandFacts facts, CallOutcome outcome) {}
    }
}
