package io.redisguard.resilience;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.error.CommandRejectedException;

/** Gives every call its time limit: the caller's own, or that of the command's class. Thread-safe. */
public final class DeadlineStage implements CommandStage {
    private final long ordinary;
    private final long slow;
    private final long blockingMargin;

    /** Creates the stage. */
    public DeadlineStage(DeadlineOptions options) {
        ordinary = options.attempt().toNanos();
        slow = options.slow().toNanos();
        blockingMargin = options.blockingMargin().toNanos();
    }

    @Override
    public String name() {
        return "deadline";
    }

    @Override
    public void enter(CommandCall call) {
        long serverWait = call.serverWaitNanos();
        if (serverWait == CommandCall.FOR_EVER) {
            throw new CommandRejectedException(call.facts().name()
                    + " was refused: it asks the server to wait for ever, or for a time that is no plain number, so the"
                    + " call would have no deadline. Give it a timeout and call it again in a loop.");
        }
        if (serverWait > 0) {
            long limit = serverWait + blockingMargin;
            call.limitTo(limit > 0 ? limit : Long.MAX_VALUE);
        } else if (call.callerLimitNanos() > 0) {
            call.limitTo(call.callerLimitNanos());
        } else {
            call.limitTo(
                    switch (call.facts().commandClass()) {
                        case SLOW -> slow;
                        case FAST, BLOCKING -> ordinary;
                    });
        }
    }
}
