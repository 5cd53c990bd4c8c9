package io.redisguard.command;

import io.redisguard.error.CallOutcome;

/** The stages that a call passes once, however many attempts are made for it. Thread-safe. */
public interface CallRoad {
    /**
     * Takes a call through the stages.
     *
     * @throws RuntimeException a {@link io.redisguard.error.GuardFailure}, when one of them stops it; nothing else is
     *     heard of the call then
     */
    void enter(CommandCall call);

    /** Tells how a call that had entered ended for its caller. */
    void settled(CommandCall call, CallOutcome outcome);
}
