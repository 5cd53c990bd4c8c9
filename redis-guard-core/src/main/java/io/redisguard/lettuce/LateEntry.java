package io.redisguard.lettuce;

import io.lettuce.core.RedisException;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.RedisGuardException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The way onto the wire of an attempt that could not enter at once: it waits for a link, for a pause to end, or for a
 * connection that is lent to it. Whatever settles the attempt meanwhile ends the waiting. Thread-safe.
 */
final class LateEntry implements LinkWatch.WaitingAttempt {
    private final Attempt<?, ?, ?> attempt;
    private ConnectionContext lobby; // guarded by this: the connection that counts the attempt as waiting
    private boolean ended; // guarded by this
    private volatile RoadTimer.@Nullable Cancellation timeout;
    private volatile @Nullable CompletableFuture<Router.Loan> lending;

    LateEntry(Attempt<?, ?, ?> attempt) {
        this.attempt = attempt;
        this.lobby = attempt.context();
        lobby.waits();
    }

    private synchronized ConnectionContext lobby() {
        return lobby;
    }

    /** Waits for a link newer than the given one, or fails the attempt. */
    void awaitLink(int after) {
        if (!lobby().watch().await(after, this)) {
            giveUp();
        }
    }

    /** Waits for some time. */
    void pause(long nanos) {
        timeout = lobby().pause(this, nanos);
        if (attempt.isSettled()) {
            end();
        }
    }

    /** Waits for what the attempt is to be made on: a connection of its own, or any link. */
    void awaitConnection() {
        if (attempt.isLent()) {
            awaitLoan();
        } else {
            awaitLink(LinkWatch.ANY);
        }
    }

    /** Waits for a connection of its own. */
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the future itself
    void awaitLoan() {
        CompletableFuture<Router.Loan> coming = attempt.call().lend(lobby());
        lending = coming;
        if (attempt.isSettled()) {
            coming.cancel(false);
        }
        attempt.call().watchCancellation();
        coming.whenComplete((loan, failure) -> {
            if (loan != null) {
                proceedOn(loan);
            } else if (!(failure instanceof CancellationException)) {
                attempt.fail(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
    }

    private void proceedOn(Router.Loan loan) {
        attempt.lent(loan.connection().context(), loan);
        if (!enter()) {
            attempt.giveBack();
        }
    }

    /** The pause is over; by now another connection may be the right one. */
    void resume() {
        moveOn();
        if (lobby().watch().isUp()) {
            proceed();
        } else {
            awaitLink(LinkWatch.ANY);
        }
    }

    /** Goes where calls of this kind are sent now; returns whether that is somewhere else. */
    private boolean moveOn() {
        ConnectionContext next;
        try {
            next = attempt.call().route(attempt);
        } catch (RedisException none) {
            return false;
        }
        return moveTo(next);
    }

    private synchronized boolean moveTo(ConnectionContext next) {
        if (ended || next == lobby) {
            return false;
        }
        lobby.waitsNoMore();
        lobby = next;
        next.waits();
        attempt.moveTo(next);
        return true;
    }

    /** Lets the attempt enter and be sent, if it is still wanted; on a connection of its own if it needs one. */
    @Override
    public void proceed() {
        if (attempt.isLent()) {
            awaitLoan();
        } else {
            enter();
        }
    }

    private boolean enter() {
        if (attempt.isSettled()) {
            return false;
        }
        if (attempt.call().callerHasGone()) {
            attempt.fail(new CancellationException());
            return false;
        }
        ConnectionContext context = attempt.context();
        attempt.begin(
                context.watch().generation(),
                attempt.call().dispatcher().timer().nanoTime());
        try {
            context.enter(attempt);
        } catch (RedisGuardException refused) {
            attempt.fail(refused);
            return false;
        }
        if (attempt.markEntered()) {
            end();
            context.send(attempt);
            return true;
        }
        attempt.leave();
        context.road().ended(attempt, CallOutcome.CANCELLED);
        return false;
    }

    /** The link does not come; another one may be there already. */
    @Override
    public void giveUp() {
        if (!attempt.isSettled() && moveOn()) {
            awaitLink(LinkWatch.ANY);
            return;
        }
        Call<?, ?, ?> call = attempt.call();
        attempt.fail(Failures.withoutLink(call, lobby(), call.isPerhapsExecuted()));
    }

    /** The waiting is over. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            lobby.waitsNoMore();
        }
        RoadTimer.Cancellation running = timeout;
        if (running != null) {
            lobby().pauseEnds(this, running);
        }
        CompletableFuture<Router.Loan> coming = lending;
        if (coming != null) {
            coming.cancel(false);
        }
    }
}
