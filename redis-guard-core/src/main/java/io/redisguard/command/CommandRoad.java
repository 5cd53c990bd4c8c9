package io.redisguard.command;

import io.redisguard.error.CallOutcome;

/**
 * The road as a connection sees it: what it asks and tells on behalf of the attempts it carries, and of the calls that
 * are made on it directly. Thread-safe.
 */
public interface CommandRoad extends CallRoad {
    /**
     * Takes an attempt through the stages behind those for its call.
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

    /** Lays roads. */
    interface Builder {
        /** Returns the road of a new connection over the link, whose events the road hears of from then on. */
        CommandRoad over(ConnectionRole role, Link link);

        /**
         * Returns the road of calls that may go over several connections.
         *
         * @param server name under which the calls are counted
         */
        CallRoad calls(String server, RoadTimer timer);

        /** Forgets what is known of a server that there are no connections to any more. */
        default void forget(String server) {}

        /** Tells of a call that was made while there was no connection, and that takes no road therefore. */
        default void notConnected(String server, CommandFacts facts, CallOutcome outcome) {}
    }
}
