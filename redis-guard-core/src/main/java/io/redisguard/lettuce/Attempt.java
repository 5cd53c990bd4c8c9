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
import io.netty.buffer.Unpooled;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.error.CallOutcome;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a command executed: what Lettuce gets to send in place of the caller's command. Whether it is
 * sent and who tells the caller is decided in {@link AttemptState}.
 *
 * <p>Compared by identity, unlike Lettuce's wrappers, because its queues remove commands by equality. Thread-safe.
 */
class Attempt<K, V, T> extends AttemptState implements RedisCommand<K, V, T>, CompleteableCommand<T> {
    private final ConnectionContext context;
    private final RedisCommand<K, V, T> target;
    private final AttemptOutput<K, V, T> output;
    private volatile @Nullable Deadline deadline;
    private @Nullable Transaction transaction;
    private @Nullable ByteBuf prepared;
    private boolean placeholder;

    Attempt(
            ConnectionContext context,
            RedisCommand<K, V, T> target,
            CommandFacts facts,
            long callerLimitNanos,
            boolean queuedByTransaction) {
        super(facts, callerLimitNanos, queuedByTransaction);
        this.context = context;
        this.target = target;
        this.output = new AttemptOutput<>(this, target.getOutput());
    }

    ConnectionContext context() {
        return context;
    }

    /** Starts the timer that ends the attempt; callers that wait themselves call {@link #expire} instead. */
    void startDeadline() {
        Deadline started = new Deadline(this);
        deadline = started;
        started.start();
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

    /** Makes the attempt answer for a transaction: EXEC tells the members when it fails. */
    void answersFor(Transaction members) {
        transaction = members;
    }

    // ---- what the event loop asks for --------------------------------------------------------------------------

    /** Writes the command, or a {@link Placeholder} when it must not or cannot be sent. Never throws. */
    @Override
    public final void encode(ByteBuf buffer) {
        int start = buffer.writerIndex();
        if (isNew() && mayBeSent()) {
            try {
                encodeTarget(buffer, start);
            } catch (Throwable thrown) {
                buffer.writerIndex(start);
                writePlaceholder(buffer);
                failAfterwards(Failures.unencodable(this, thrown));
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
            failAfterwards(Failures.lost(this, context, null, true));
        } else {
            context.breakDown(facts().name() + " was given up before it was sent");
        }
    }

    private void encodeTarget(ByteBuf buffer, int start) {
        if (prepared != null) {
            buffer.writeBytes(prepared.duplicate());
        } else {
            target.encode(buffer);
            context.limits().check(facts().name(), target.getArgs(), buffer, start);
        }
    }

    /**
     * A caller may have given up without a word: Lettuce's reactive API cancels the command behind the subscription.
     */
    private boolean mayBeSent() {
        if (callerHasGone()) {
            failAfterwards(new CancellationException());
            return false;
        }
        String broken = context.brokenBecause();
        if (broken != null) {
            failAfterwards(Failures.broken(this, broken));
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
        return !placeholder && !isSettled() && (transaction != null || !callerHasGone());
    }

    /** A member of a transaction is executed by EXEC, whatever its caller does. */
    private boolean callerHasGone() {
        return target.isDone() && !isQueuedByTransaction();
    }

    @Override
    public CommandOutput<K, V, T> getOutput() {
        return output;
    }

    @Override
    public void setOutput(CommandOutput<K, V, T> other) {
        target.setOutput(other);
        output.redirectTo(other);
    }

    /**
     * Tells Lettuce whether it can drop the attempt instead of sending it; what it drops here leaves the wire. Attempts
     * that were sent stay, settled or not: their reply has to be taken from the stream.
     */
    @Override
    public boolean isDone() {
        if (isNew() && callerHasGone()) {
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
        Transaction members = transaction;
        if (members != null && output.hasError()) {
            members.abort(ExceptionFactory.createExecutionException(output.getError()));
        }
    }

    // ---- how an attempt ends -----------------------------------------------------------------------------------

    /** The reply is complete. */
    @Override
    public void complete() {
        leave();
        if (settle() == LOST_THE_RACE) {
            return;
        }
        Throwable failure = undecodable();
        if (failure != null) {
            tell(Failures.undecodable(this, failure));
        } else if (callerHasGone()) {
            endExclusiveUse(CallOutcome.CANCELLED);
            finish(CallOutcome.CANCELLED, null);
        } else {
            CallOutcome outcome = output.hasError() ? CallOutcome.SERVER_ERROR : CallOutcome.SUCCESS;
            endExclusiveUse(outcome);
            try {
                target.complete();
            } finally {
                finish(outcome, null);
            }
        }
    }

    /** What a member cannot decode, EXEC must not return as null. */
    private @Nullable Throwable undecodable() {
        Throwable failure = output.failure();
        return failure == null && transaction != null ? transaction.undecodable() : failure;
    }

    /** Returns what the codec threw at the reply, or {@code null}. */
    final @Nullable Throwable decodeFailure() {
        return output.failure();
    }

    /** Lettuce has given the attempt up: no connection, a lost one, an unreadable stream. */
    @Override
    public boolean completeExceptionally(Throwable cause) {
        boolean wasOnTheWire = placeholder || isSent();
        if (leave() && wasOnTheWire && !Failures.endsTheLink(cause)) {
            // its reply may still come, and would be taken for that of the next command
            context.replaceLink();
        }
        int before = settle();
        if (before == LOST_THE_RACE) {
            return false;
        }
        tell(Failures.of(cause, this, context, wasSent(before)));
        return true;
    }

    /** Lettuce cancels what it holds when a connection is closed. */
    @Override
    public void cancel() {
        completeExceptionally(new CancellationException());
    }

    /** Time is up. */
    final void expire() {
        int before = settle();
        if (before != LOST_THE_RACE) {
            tell(Failures.late(this, context, limitNanos(), wasSent(before)));
        }
    }

    /** The waiting thread was interrupted. */
    final void interrupt(InterruptedException cause) {
        int before = settle();
        if (before != LOST_THE_RACE) {
            tell(Failures.interrupted(this, cause, wasSent(before)));
        }
    }

    /** Ends an attempt that Lettuce will never see, and that no stage has to be told of. */
    final void refuse(Throwable reason) {
        markRefused();
        target.completeExceptionally(reason);
    }

    /** Ends an attempt that is not, or no longer, in Lettuce's hands. */
    final void drop(Throwable failure) {
        leave();
        fail(failure);
    }

    @Override
    public final int inFlight() {
        return context.inFlight();
    }

    private void fail(Throwable failure) {
        if (settle() != LOST_THE_RACE) {
            tell(failure);
        }
    }

    /**
     * Fails the attempt while it is being encoded. The caller is told elsewhere: what it sends from a callback would
     * get onto the wire before these bytes, though its place among the expected replies is behind theirs.
     */
    private void failAfterwards(Throwable failure) {
        if (settle() != LOST_THE_RACE) {
            endExclusiveUse(outcomeOf(failure));
            context.runLater(() -> tell(failure));
        }
    }

    private CallOutcome outcomeOf(Throwable failure) {
        boolean cancelled = failure instanceof CancellationException || callerHasGone();
        return cancelled ? CallOutcome.CANCELLED : Failures.outcomeOf(failure);
    }

    private void tell(Throwable failure) {
        CallOutcome outcome = outcomeOf(failure);
        endExclusiveUse(outcome);
        try {
            target.completeExceptionally(failure);
        } finally {
            finish(outcome, failure);
        }
    }

    /** Comes before the caller is told: what it does in a callback must not count on the state that is lost. */
    private void endExclusiveUse(CallOutcome outcome) {
        if (endsExclusiveUse(outcome)) {
            context.breakDown(facts().name() + " ended without a reply (" + outcome + ")");
        }
    }

    private void finish(CallOutcome outcome, @Nullable Throwable failure) {
        Deadline running = deadline;
        if (running != null) {
            running.cancel();
        }
        if (transaction != null && failure != null) {
            transaction.fail(failure);
        }
        context.settled(this, outcome);
    }

    /** A missing reply leaves open what state the connection is in; a WATCH or MULTI that failed is counted on. */
    private boolean endsExclusiveUse(CallOutcome outcome) {
        return switch (outcome) {
            case SUCCESS, CANNOT_DECODE, REJECTED -> false;
            case SERVER_ERROR ->
                facts().name().equals("MULTI") || facts().name().equals("WATCH");
            case CANNOT_ENCODE -> effect() == ConnectionEffect.TRANSACTION;
            default -> true;
        };
    }

    /** Returns whether Lettuce held the attempt until now. */
    @CanIgnoreReturnValue
    private boolean leave() {
        boolean left = markLeft();
        if (left) {
            context.leave(this);
        }
        return left;
    }

    // ---- what Lettuce reads ------------------------------------------------------------------------------------

    final RedisCommand<K, V, T> target() {
        return target;
    }

    @Override
    @SuppressWarnings("NullAway") // Lettuce allows commands without arguments, but does not say so
    public CommandArgs<K, V> getArgs() {
        return target.getArgs();
    }

    /** Lettuce knows MULTI and EXEC by the text of their keyword, which need not be what goes over the wire. */
    @Override
    public ProtocolKeyword getType() {
        return facts().effect() == ConnectionEffect.TRANSACTION
                ? CommandType.valueOf(facts().name())
                : target.getType();
    }

    @Override
    public boolean isCancelled() {
        return target.isCancelled();
    }

    @Override
    @SuppressWarnings("unchecked") // the only targets are completeable ones
    public void onComplete(Consumer<? super T> action) {
        ((CompleteableCommand<T>) target).onComplete(action);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void onComplete(BiConsumer<? super T, Throwable> action) {
        ((CompleteableCommand<T>) target).onComplete(action);
    }
}
