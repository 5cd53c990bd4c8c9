package io.redisguard.lettuce;

import io.redisguard.command.LinkWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.RedisGuardException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The way onto the wire of an attempt that could not enter at once: it waits for a link, or for a pause to end.
 * Whatever settles the attempt meanwhile ends the waiting. Thread-safe.
 */
final class LateEntry implements LinkWatch.WaitingAttempt {
    private final Attempt<?, ?, ?> attempt;
    private volatile RoadTimer.@Nullable Cancellation timeout;

    LateEntry(Attempt<?, ?, ?> attempt) {
        this.attempt = attempt;
    }

    private ConnectionContext context() {
        return attempt.context();
    }

    /** Waits for a link newer than the given one, or fails the attempt. */
    void awaitLink(int after) {
        if (!context().watch().await(after, this)) {
            giveUp();
        }
    }

    /** Waits for some time. */
    void pause(long nanos) {
        timeout = context().pause(this, nanos);
        if (attempt.isSettled()) {
            end();
        }
    }

    /** The pause is over. */
    void resume() {
        if (context().watch().isUp()) {
            proceed();
        } else {
            awaitLink(LinkWatch.ANY);
        }
    }

    /** Lets the attempt enter and be sent, if it is still wanted. */
    @Override
    public void proceed() {
        if (attempt.isSettled()) {
            return;
        }
        if (attempt.call().callerHasGone()) {
            attempt.fail(new CancellationException());
            return;
        }
        attempt.begin(context().watch().generation(), context().timer().nanoTime());
        try {
            context().enter(attempt);
        } catch (RedisGuardException refused) {
            attempt.fail(refused);
            return;
        }
        if (attempt.markEntered()) {
            context().waitsNoMore();
            context().send(attempt);
        } else {
            attempt.leave();
            context().road().ended(attempt, CallOutcome.CANCELLED);
        }
    }

    @Override
    public void giveUp() {
        Call<?, ?, ?> call = attempt.call();
        attempt.fail(Failures.withoutLink(call, context(), call.isPerhapsExecuted()));
    }

    /** The attempt was settled before it could enter. */
    void end() {
        RoadTimer.Cancellation running = timeout;
        if (running != null) {
            context().pauseEnds(this, running);
        }
    }
}
