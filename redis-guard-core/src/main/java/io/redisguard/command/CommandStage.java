package io.redisguard.command;

import io.redisguard.error.CallOutcome;

/** One station of the road. Implementations are thread-safe and never block. */
public interface CommandStage {
    /** Returns the name under which the stage appears in documentation. */
    String name();

    /**
     * Lets the call pass, or stops it. Runs on the caller's thread, before anything is sent.
     *
     * @throws io.redisguard.error.RedisGuardException when the call must not be sent
     */
    void enter(CommandCall call);

    /** Hears how a call that had entered ended for its caller. Called exactly once. */
    default void settled(CommandCall call, CallOutcome outcome) {}

    /**
     * Hears that a call that had entered takes no place on the wire any more. Called exactly once, before or after
     * {@link #settled}: a reply may come long after its caller gave up.
     */
    default void leftWire(CommandCall call) {}
}
