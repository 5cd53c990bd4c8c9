package io.redisguard.lettuce;

import io.lettuce.core.internal.ExceptionFactory;
import io.lettuce.core.protocol.DemandAware;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.Repeat;
import io.redisguard.command.Repetition;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.GuardFailure;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One call: the command that its caller holds, and the attempts that are made for it, one after the other. Whoever
 * settles the present attempt decides alone what follows: the caller is told, or another attempt takes its place.
 * Thread-safe.
 */
final class Call<K, V, T> extends CallFacts {
    private final ConnectionContext context;
    private final RedisCommand<K, V, T> target;
    private volatile Attempt<K, V, T> current;
    private volatile @Nullable Deadline deadline;
    private volatile boolean over;
    private volatile boolean perhapsExecuted;
    private @Nullable Throwable previousFailure; // written by whoever settled the attempt before
    private @Nullable Object memory; // as above
    private @Nullable Transaction transaction;
    private @Nullable ByteBuf prepared;

    Call(
            ConnectionContext context,
            RedisCommand<K, V, T> target,
            CommandFacts facts,
            long callerLimitNanos,
            boolean queuedByTransaction,
            boolean callerBlocked) {
        super(
                facts,
                callerLimitNanos,
                queuedByTransaction,
                callerBlocked,
                context.timer().nanoTime());
        this.context = context;
        this.target = target;
        int generation = context.watch().generation(); // read first: the link may be replaced meanwhile
        this.current = newAttempt(context.isReady(), generation, startedNanos());
    }

    private Attempt<K, V, T> newAttempt(boolean entersAtOnce, int generation, long started) {
        return target instanceof DemandAware.Sink sink
                ? new StreamingAttempt<>(this, sink, entersAtOnce, generation, started)
                : new Attempt<>(this, entersAtOnce, generation, started);
    }

    ConnectionContext context() {
        return context;
    }

    RedisCommand<K, V, T> target() {
        return target;
    }

    Attempt<K, V, T> attempt() {
        return current;
    }

    /**
     * Encodes the command at once, on the caller's thread: inside MULTI a placeholder would become a member.
     *
     * @throws RuntimeException whatever the codec throws, or that the command breaks a limit
     */
    void prepare() {
        ByteBuf bytes = Unpooled.buffer();
        target.encode(bytes);
        context.limits().check(facts().name(), target.getArgs(), bytes, 0);
        prepared = bytes;
    }

    /** Writes the command. */
    void encode(ByteBuf buffer, int start) {
        ByteBuf known = prepared;
        if (known != null) {
            buffer.writeBytes(known.duplicate());
        } else {
            target.encode(buffer);
            context.limits().check(facts().name(), target.getArgs(), buffer, start);
        }
    }

    /** Makes the call answer for a transaction: EXEC tells the members when it fails. */
    void answersFor(Transaction members) {
        transaction = members;
    }

    @Nullable
    Transaction transaction() {
        return transaction;
    }

    /**
     * Tells whether nobody waits any more: Lettuce's reactive API cancels the command behind the subscription without a
     * word. A member of a transaction is executed by EXEC, whatever its caller does.
     */
    boolean callerHasGone() {
        return target.isDone() && !isQueuedByTransaction();
    }

    /** Tells whether bytes of an earlier attempt went out and nothing is known of what became of them. */
    boolean isPerhapsExecuted() {
        return perhapsExecuted;
    }

    // ---- time --------------------------------------------------------------------------------------------------

    /** Starts the timer of a call whose caller does not watch the clock itself. */
    void startDeadline() {
        Deadline started = new Deadline(this);
        deadline = started;
        started.start(attemptNanos());
    }

    boolean isOver() {
        return over;
    }

    /**
     * Ends the call if its time is up.
     *
     * @return how long to wait until this must be asked again, or 0 when there is nothing to wait for
     */
    @SuppressWarnings("ReferenceEquality") // attempts have no other
    long expireWhenDue() {
        while (!over) {
            Attempt<K, V, T> attempt = current;
            long left = dueIn(attempt);
            if (left > 0) {
                return Math.min(left, attemptNanos());
            }
            if (attempt.expire()) {
                return 0;
            }
            if (attempt == current) {
                // whoever settled it is about to tell the caller, or to put another one in its place
                return GuardedRedisClient.TICK.toNanos();
            }
        }
        return 0;
    }

    private long dueIn(Attempt<K, V, T> attempt) {
        long now = context.timer().nanoTime();
        long left = totalNanos() - (now - startedNanos());
        return attempt.hasEntered() ? Math.min(left, attemptNanos() - (now - attempt.startedNanos())) : left;
    }

    /** Returns which of the two limits has run out. */
    long limitThatEnded() {
        return remainingNanos() > 0 ? attemptNanos() : totalNanos();
    }

    @Override
    public long remainingNanos() {
        return totalNanos() - (context.timer().nanoTime() - startedNanos());
    }

    /**
     * Ends the call because the waiting thread was interrupted.
     *
     * @return how long to wait until this must be asked again, or 0 when there is nothing to wait for
     */
    @SuppressWarnings("ReferenceEquality") // as above
    long interrupt(InterruptedException cause) {
        while (!over) {
            Attempt<K, V, T> attempt = current;
            if (attempt.interrupt(cause)) {
                return 0;
            }
            if (attempt == current) {
                return GuardedRedisClient.TICK.toNanos(); // as above
            }
        }
        return 0;
    }

    // ---- how it ends -------------------------------------------------------------------------------------------

    /** Ends a call that no attempt is made for. The stages that it had entered must have heard already. */
    void refuse(Throwable reason) {
        over = true;
        current.markRefused();
        target.completeExceptionally(reason);
    }

    /** The reply is there. */
    void succeed(CallOutcome outcome) {
        if (outcome == CallOutcome.SERVER_ERROR && perhapsExecuted && facts().repeat() != Repeat.READ) {
            tell(
                    outcome,
                    ExceptionFactory.createExecutionException(target.getOutput().getError()));
            return;
        }
        over = true;
        try {
            target.complete();
        } finally {
            finish(outcome, null);
        }
    }

    /** The caller has gone, and needs not be told. */
    void forget() {
        over = true;
        finish(CallOutcome.CANCELLED, null);
    }

    /** The attempt, settled by the caller of this method, has failed. */
    void failed(Attempt<K, V, T> attempt, CallOutcome outcome, Throwable failure) {
        if (!repeats(attempt, outcome, failure)) {
            tell(outcome, failure);
        }
    }

    /** The server has answered that it executed nothing; its answer has not reached the caller's output yet. */
    void refusedByServer(Attempt<K, V, T> attempt, String answer) {
        if (!repeats(attempt, CallOutcome.SERVER_ERROR, ExceptionFactory.createExecutionException(answer))) {
            attempt.passRefusal();
            succeed(CallOutcome.SERVER_ERROR);
        }
    }

    private boolean repeats(Attempt<K, V, T> attempt, CallOutcome outcome, Throwable failure) {
        if (context.isReleased() || callerHasGone()) {
            return false;
        }
        Repetition next = context.road().afterFailure(attempt, outcome, failure);
        if (next.kind() == Repetition.Kind.NONE) {
            return false;
        }
        if (isUnknown(attempt, outcome)) {
            perhapsExecuted = true;
        }
        previousFailure = failure;
        Attempt<K, V, T> following = newAttempt(false, attempt.generation(), attempt.startedNanos());
        LateEntry entry = following.entersLate();
        current = following;
        if (next.kind() == Repetition.Kind.WHEN_LINKED) {
            entry.awaitLink(attempt.generation());
        } else {
            entry.pause(next.delayNanos());
        }
        return true;
    }

    private static boolean isUnknown(Attempt<?, ?, ?> attempt, CallOutcome outcome) {
        return attempt.isSent() && outcome != CallOutcome.SERVER_ERROR && outcome != CallOutcome.CANNOT_DECODE;
    }

    /** Ends the call; a repeat that was refused before it was sent ends it as the attempt before did. */
    private void tell(CallOutcome outcome, Throwable failure) {
        Throwable before = previousFailure;
        Throwable told = failure;
        CallOutcome ended = outcome;
        if (outcome == CallOutcome.REJECTED && before != null) {
            before.addSuppressed(failure);
            told = before;
            ended = Failures.outcomeOf(before);
        }
        if (forgetsAnAttempt(told)) {
            told = Failures.lost(this, context, told, true);
            ended = Failures.outcomeOf(told);
        }
        over = true;
        try {
            target.completeExceptionally(told);
        } finally {
            finish(callerHasCancelled(failure) ? CallOutcome.CANCELLED : ended, told);
        }
    }

    /** How the last attempt went says nothing of the one before it, which may have been executed. */
    private boolean forgetsAnAttempt(Throwable failure) {
        GuardFailure known = GuardFailure.find(failure);
        return perhapsExecuted && !callerHasCancelled(failure) && (known == null || !known.wasSent());
    }

    private static boolean callerHasCancelled(Throwable failure) {
        return failure instanceof CancellationException;
    }

    private void finish(CallOutcome outcome, @Nullable Throwable failure) {
        Deadline running = deadline;
        if (running != null) {
            running.cancel();
        }
        Transaction members = transaction;
        if (members != null && failure != null) {
            members.fail(failure);
        }
        context.road().settled(this, outcome);
    }

    // ---- what the stages ask for -------------------------------------------------------------------------------

    @Override
    public CommandArguments arguments() {
        return Arguments.of(target.getArgs());
    }

    @Override
    public @Nullable Object remembered() {
        return memory;
    }

    @Override
    public void remember(Object remembered) {
        memory = remembered;
    }
}
