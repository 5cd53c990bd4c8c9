package io.redisguard.resilience;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandClass;
import io.redisguard.command.CommandStage;
import io.redisguard.error.CommandRejectedException;

/** Gives every call its time limits: the caller's own, or those of the command's class. Thread-safe. */
public final class DeadlineStage implements CommandStage {
    private final long attempt;
    private final long total;
    private final long slow;
    private final long blockingMargin;

    /** Creates the stage. */
    public DeadlineStage(DeadlineOptions options) {
        attempt = options.attempt().toNanos();
        total = options.total().toNanos();
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
                    + " was refused: it asks the server to wait for ever, for a millisecond or less (which servers"
                    + " before 7.0 take for ever), or for a time that is no plain number, so the call would have no"
                    + " deadline. Give it a longer timeout and call it again in a loop.");
        }
        if (serverWait > 0) {
            long limit = serverWait + blockingMargin;
            limit(call, limit > 0 ? limit : Long.MAX_VALUE);
        } else if (call.callerLimitNanos() > 0) {
            limit(call, call.callerLimitNanos());
        } else if (call.facts().commandClass() == CommandClass.SLOW) {
            limit(call, slow);
        } else {
            call.limitTo(attempt, total);
        }
    }

    /** All attempts together have as long as each of them. */
    private static void limit(CommandCall call, long nanos) {
        call.limitTo(nanos, nanos);
    }
}
