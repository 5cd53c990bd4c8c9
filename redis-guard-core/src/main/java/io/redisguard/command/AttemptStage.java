package io.redisguard.command;

import io.redisguard.error.CallOutcome;

/** One station of the road that each attempt of a call passes. Thread-safe; never blocks. */
public interface AttemptStage {
    /** Returns the name under which the stage appears in documentation. */
    String name();

    /**
     * Lets the attempt pass, or stops it.
     *
     * @throws io.redisguard.error.RedisGuardException when it must not be sent
     */
    void enter(CommandAttempt attempt);

    /** Hears how an attempt that had entered ended. Called exactly once. */
    default void ended(CommandAttempt attempt, CallOutcome outcome) {}

    /**
     * Hears that an attempt that had entered takes no place on the wire any more. Called exactly once, before or after
     * {@link #ended}: a reply may come long after its caller gave up.
     */
    default void leftWire(CommandAttempt attempt) {}
}
