package io.redisguard.command;

import io.redisguard.error.CallOutcome;

/** One station of the road that a call passes once, however many attempts it takes. Thread-safe; never blocks. */
public interface CommandStage {
    /** Returns the name under which the stage appears in documentation. */
    String name();

    /**
     * Lets the call pass, or stops it. Runs on the caller's thread, before anything is sent.
     *
     * @throws RuntimeException a {@link io.redisguard.error.GuardFailure}, when the call must not be sent
     */
    void enter(CommandCall call);

    /** Hears how a call that had entered ended for its caller. Called exactly once. */
    default void settled(CommandCall call, CallOutcome outcome) {}
}
