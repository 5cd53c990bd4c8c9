package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.internal.ExceptionFactory;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a command executed: what Lettuce gets to send in place of the caller's command. Whether it is
 * sent and who decides what it has come to is settled in {@link AttemptState}; what follows is up to its {@link Call}.
 *
 * <p>Compared by identity, unlike Lettuce's wrappers, because its queues remove commands by equality. Thread-safe.
 */
class Attempt<K, V, T> extends AttemptState implements RedisCommand<K, V, T>, CompleteableCommand<T>, CommandAttempt {
    private final Call<K, V, T> call;
    private final AttemptOutput<K, V, T> output;
    private ConnectionContext context; // written before the attempt enters
    private long startedNanos; // written before the attempt enters
    private int generation; // as above
    private long probe; // as above
    private @Nullable LateEntry lateEntry; // as above
    private boolean asking; // as above
    private Router.@Nullable Loan loan; // as above
    private volatile boolean ended; // noted only of those that were lent something
    private boolean placeholder;
    private final boolean small;

    Attempt(Call<K, V, T> call, ConnectionContext context, boolean entersAtOnce, int generation, long startedNanos) {
        super(entersAtOnce);
        this.call = call;
        this.context = context;
        this.startedNanos = startedNanos;
        this.generation = generation;
        this.output = new AttemptOutput<>(this, call.target().getOutput());
        this.small = call.isSmall();
    }

    @Override
    public final Call<K, V, T> call() {
        return call;
    }

    /** Returns the connection that the attempt is made on, or waits for. */
    final ConnectionContext context() {
        return context;
    }

    /** Lets the attempt be made on another connection; until it enters. */
    final void moveTo(ConnectionContext other) {
        context = other;
        asking = false;
    }

    /** Tells whether the attempt needs a connection that it has for itself. */
    final boolean isLent() {
        return call.effect() == ConnectionEffect.WAIT && context.role() == ConnectionRole.SHARED;
    }

    /** Lets the attempt be made on a connection that goes back when it has ended and left the wire. */
    final void lent(ConnectionContext other, Router.Loan lent) {
        context = other;
        loan = lent;
    }

    /** Gives back what was lent. */
    final void giveBack() {
        Router.Loan lent = loan;
        if (lent != null) {
            lent.giveBack();
        }
    }

    /** Sets whether the node that the attempt goes to has its keys only for those who ask. */
    final void asks(boolean asks) {
        asking = asks;
    }

    final boolean isAsking() {
        return asking;
    }

    /** Tells whether the command takes a few kilobytes at most. */
    final boolean isSmall() {
        return small;
    }

    /** Returns the number of the link that the attempt was made for. */
    final int generation() {
        return generation;
    }

    /** Sets for which link the attempt is made, and when; until it enters, nobody else looks. */
    final void begin(int link, long now) {
        generation = link;
        startedNanos = now;
    }

    /** Makes the attempt one that does not enter at once, and returns its way in. */
    final LateEntry entersLate() {
        LateEntry entry = new LateEntry(this);
        lateEntry = entry;
        return entry;
    }

    final long startedNanos() {
        return startedNanos;
    }

    @Override
    public final long probe() {
        return probe;
    }

    @Override
    public final void probe(long mark) {
        probe = mark;
    }

    // ---- what the event loop asks for --------------------------------------------------------------------------

    /** Writes the command, or a {@link Placeholder} when it must not or cannot be sent. Never throws. */
    @Override
    public final void encode(ByteBuf buffer) {
        int start = buffer.writerIndex();
        if (isNew() && mayBeSent()) {
            try {
                call.encode(buffer, start);
            } catch (Throwable thrown) {
                buffer.writerIndex(start);
                writePlaceholder(buffer);
                failAfterwards(Failures.unencodable(call, thrown));
                return;
            }
            if (markSent()) {
                return;
            }
            buffer.writerIndex(start);
        }
        writePlaceholder(buffer);
        if (!isSettled()) {
            // Lettuce wants to send a second time what was sent already
            failAfterwards(Failures.lost(call, context(), null, true));
        } else {
            context().breakDown(call.facts().name() + " was given up before it was sent");
        }
    }

    private boolean mayBeSent() {
        if (call.callerHasGone()) {
            failAfterwards(new CancellationException());
            return false;
        }
        String broken = context().brokenBecause();
        if (broken != null) {
            failAfterwards(
                    context().role() == ConnectionRole.EXCLUSIVE
                            ? Failures.broken(call, broken)
                            : Failures.lost(call, context(), null, false));
            return false;
        }
        return true;
    }

    private void writePlaceholder(ByteBuf buffer) {
        placeholder = true;
        Placeholder.write(buffer);
    }

    /**
     * Tells whether somebody still waits for the reply that is being decoded: its caller, who may have cancelled the
     * command, or the members of a transaction, who get theirs from EXEC.
     */
    final boolean wantsReply() {
        return !placeholder && !isSettled() && (call.transaction() != null || !call.callerHasGone());
    }

    @Override
    public CommandOutput<K, V, T> getOutput() {
        return output;
    }

    final AttemptOutput<K, V, T> output() {
        return output;
    }

    @Override
    public void setOutput(CommandOutput<K, V, T> other) {
        call.target().setOutput(other);
        output.redirectTo(other);
    }

    /**
     * Tells Lettuce whether it can drop the attempt instead of sending it; what it drops here leaves the wire. Attempts
     * that were sent stay, settled or not: their reply has to be taken from the stream.
     */
    @Override
    public boolean isDone() {
        if (isNew() && call.callerHasGone()) {
            fail(new CancellationException());
        }
        if (isAbandoned()) {
            leave();
            return true;
        }
        return hasLeft();
    }

    /** The reply is about to end: members of a transaction that was aborted must not end as if they had been done. */
    final void replyEnds() {
        Transaction members = call.transaction();
        if (members != null && output.hasError()) {
            members.abort(ExceptionFactory.createExecutionException(output.getError()));
        }
    }

    // ---- how an attempt ends -----------------------------------------------------------------------------------

    /** The reply is complete. */
    @Override
    public void complete() {
        context().watch().replyRead();
        leave();
        int before = settle();
        if (before == LOST_THE_RACE) {
            context().watch().lateReply();
            return;
        }
        Throwable failure = undecodable();
        String refused = output.refusal();
        if (failure != null) {
            conclude(Failures.undecodable(call, failure), before);
        } else if (call.callerHasGone()) {
            end(CallOutcome.CANCELLED, before);
            call.forget();
        } else if (refused != null) {
            end(CallOutcome.SERVER_ERROR, before);
            context().answered(refused);
            call.refusedByServer(this, refused);
        } else {
            CallOutcome outcome = output.hasError() ? CallOutcome.SERVER_ERROR : CallOutcome.SUCCESS;
            end(outcome, before);
            if (outcome == CallOutcome.SERVER_ERROR) {
                context().answered(output.getError());
            }
            call.succeed(outcome);
        }
    }

    /** What a member cannot decode, EXEC must not return as null. */
    private @Nullable Throwable undecodable() {
        Throwable failure = output.failure();
        Transaction members = call.transaction();
        return failure == null && members != null ? members.undecodable() : failure;
    }

    /** Returns what the codec threw at the reply, or {@code null}. */
    final @Nullable Throwable decodeFailure() {
        return output.failure();
    }

    @Override
    public final @Nullable ServerRefusal refusal() {
        String answer = output.refusal();
        return answer == null ? null : ServerRefusal.of(answer);
    }

    /** Gives the caller the answer that was kept back. */
    final void passRefusal() {
        output.passRefusal();
    }

    @Override
    public final boolean hasPartOfReply() {
        return output.isTouched();
    }

    /** Lettuce has given the attempt up: no connection, a lost one, an unreadable stream. */
    @Override
    public boolean completeExceptionally(Throwable cause) {
        boolean wasOnTheWire = placeholder || isSent();
        if (leave() && wasOnTheWire && !Failures.endsTheLink(cause)) {
            // its reply may still come, and would be taken for that of the next command
            context().replace();
        }
        int before = settle();
        if (before == LOST_THE_RACE) {
            return false;
        }
        conclude(Failures.of(cause, call, context(), sent(before)), before);
        return true;
    }

    /** Lettuce cancels what it holds when a connection is closed. */
    @Override
    public void cancel() {
        completeExceptionally(new CancellationException());
    }

    /** Time is up; returns whether that has decided the attempt. */
    final boolean expire() {
        int before = settle();
        if (before == LOST_THE_RACE) {
            return false;
        }
        if (wasSent(before)) {
            context().watch().timedOut(startedNanos);
            if (call.callerLimitNanos() == 0) {
                context().doubt(); // how little time a caller gives is his own choice
            }
            if (hasLeft()) {
                context().watch().lateReply(); // it came before that was noted, and nothing more may follow
            }
        }
        conclude(Failures.late(call, context(), sent(before)), before);
        return true;
    }

    /** The waiting thread was interrupted; returns whether that has decided the attempt. */
    final boolean interrupt(InterruptedException cause) {
        int before = settle();
        if (before == LOST_THE_RACE) {
            return false;
        }
        conclude(Failures.interrupted(call, cause, sent(before)), before);
        return true;
    }

    /** Ends an attempt that is not, or no longer, in Lettuce's hands. */
    final void drop(Throwable failure) {
        leave();
        fail(failure);
    }

    private boolean sent(int before) {
        return wasSent(before) || call.isPerhapsExecuted();
    }

    final void fail(Throwable failure) {
        int before = settle();
        if (before != LOST_THE_RACE) {
            conclude(failure, before);
        }
    }

    /**
     * Fails the attempt while it is being encoded. What follows happens elsewhere: what a caller sends from a callback
     * would get onto the wire before these bytes, though its place among the expected replies is behind theirs.
     */
    private void failAfterwards(Throwable failure) {
        int before = settle();
        if (before != LOST_THE_RACE) {
            CallOutcome outcome = outcomeOf(failure);
            end(outcome, before);
            context().runLater(() -> call.failed(this, outcome, failure));
        }
    }

    private CallOutcome outcomeOf(Throwable failure) {
        boolean cancelled = failure instanceof CancellationException || call.callerHasGone();
        return cancelled ? CallOutcome.CANCELLED : Failures.outcomeOf(failure);
    }

    private void conclude(Throwable failure, int before) {
        CallOutcome outcome = outcomeOf(failure);
        end(outcome, before);
        call.failed(this, outcome, failure);
    }

    /** Comes before the caller is told: what it does in a callback must not count on the state that is lost. */
    private void end(CallOutcome outcome, int before) {
        if (hadEntered(before) && endsExclusiveUse(outcome)) {
            context().breakDown(call.facts().name() + " ended without a reply (" + outcome + ")");
        }
        if (loan != null) {
            ended = true;
            if (hasLeft()) {
                giveBack(); // not before: the next borrower would get a connection that is about to be closed
            }
        }
        if (hadEntered(before)) {
            context().road().ended(this, outcome);
        } else if (lateEntry != null) {
            lateEntry.end();
        }
    }

    /** A missing reply leaves open what state the connection is in; a WATCH or MULTI that failed is counted on. */
    private boolean endsExclusiveUse(CallOutcome outcome) {
        String name = call.facts().name();
        return switch (outcome) {
            case SUCCESS, CANNOT_DECODE, REJECTED -> false;
            case SERVER_ERROR -> name.equals("MULTI") || name.equals("WATCH");
            case CANNOT_ENCODE -> call.effect() == ConnectionEffect.TRANSACTION;
            default -> true;
        };
    }

    /** Returns whether Lettuce held the attempt until now. */
    @CanIgnoreReturnValue
    final boolean leave() {
        boolean left = markLeft();
        if (left && hasEntered()) {
            context().leave(this);
            if (ended) {
                giveBack();
            }
        }
        return left;
    }

    // ---- what Lettuce reads ------------------------------------------------------------------------------------

    @Override
    @SuppressWarnings("NullAway") // Lettuce allows commands without arguments, but does not say so
    public CommandArgs<K, V> getArgs() {
        return call.target().getArgs();
    }

    /** Lettuce knows MULTI and EXEC by the text of their keyword, which need not be what goes over the wire. */
    @Override
    public ProtocolKeyword getType() {
        return call.facts().effect() == ConnectionEffect.TRANSACTION
                ? CommandType.valueOf(call.facts().name())
                : call.target().getType();
    }

    @Override
    public boolean isCancelled() {
        return call.target().isCancelled();
    }

    @Override
    @SuppressWarnings("unchecked") // the only targets are completeable ones
    public void onComplete(Consumer<? super T> action) {
        ((CompleteableCommand<T>) call.target()).onComplete(action);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void onComplete(BiConsumer<? super T, Throwable> action) {
        ((CompleteableCommand<T>) call.target()).onComplete(action);
    }

    /** Names no key and no value: commands are printed by debug logs. */
    @Override
    public final String toString() {
        return "Attempt[" + call.facts().name() + ", state=" + state() + "]";
    }
}
