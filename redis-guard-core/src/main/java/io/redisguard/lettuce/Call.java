package io.redisguard.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.internal.ExceptionFactory;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.DemandAware;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.Repeat;
import io.redisguard.command.Repetition;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardFailure;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call: the command that its caller holds, and the attempts that are made for it, one after the other. Whoever
 * settles the present attempt decides alone what follows: the caller is told, or another attempt takes its place.
 * Thread-safe.
 */
final class Call<K, V, T> extends CallFacts implements ArgumentView.Encoding {
    private static final long PAUSE_FOR_A_NEW_NODE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MOST_SMALL_ARGUMENTS = 8;
    private static final int SMALL_ARGUMENT = 1_000;

    /** How often a caller is looked for who goes without a word. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Dispatcher dispatcher;
    private final RedisCommand<K, V, T> target;
    private volatile @Nullable Attempt<K, V, T> current;
    private volatile @Nullable Deadline deadline;
    private volatile boolean over;
    private volatile boolean perhapsExecuted;
    private @Nullable Throwable previousFailure; // written by whoever settled the attempt before
    private @Nullable Object memory; // as above
    private int attempts = 1; // as above
    private int redirections; // as above
    private @Nullable Throwable told;
    private @Nullable Object observation;
    private int requestBytes;
    private @Nullable Transaction transaction;
    private volatile @Nullable ByteBuf prepared;
    private @Nullable ArgumentView arguments;
    private @Nullable Arguments encodedArguments;

    Call(
            Dispatcher dispatcher,
            RedisCommand<K, V, T> target,
            CommandFacts facts,
            CallerWishes wishes,
            boolean queuedByTransaction,
            boolean callerBlocked) {
        super(
                facts,
                wishes,
                queuedByTransaction,
                callerBlocked,
                dispatcher.timer().nanoTime());
        this.dispatcher = dispatcher;
        this.target = target;
    }

    /** Makes the first attempt, which enters at once if it may and its link is there. */
    Attempt<K, V, T> begin(ConnectionContext context, boolean mayEnter) {
        int generation = context.watch().generation(); // read first: the link may be replaced meanwhile
        Attempt<K, V, T> first = newAttempt(context, mayEnter && context.isReady(), generation, startedNanos());
        current = first;
        return first;
    }

    private Attempt<K, V, T> newAttempt(ConnectionContext context, boolean entersAtOnce, int generation, long started) {
        return target instanceof DemandAware.Sink sink
                ? new StreamingAttempt<>(this, context, sink, entersAtOnce, generation, started)
                : new Attempt<>(this, context, entersAtOnce, generation, started);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    RedisCommand<K, V, T> target() {
        return target;
    }

    /** Returns the present attempt. */
    Attempt<K, V, T> attempt() {
        return Objects.requireNonNull(current, "the call was refused before any attempt");
    }

    /** Tells whether it is known how the call ends. */
    boolean isDecided() {
        Attempt<K, V, T> attempt = current;
        return attempt == null ? over : attempt.isSettled();
    }

    /** Returns the connection that another attempt after this one is to be made on. */
    ConnectionContext route(Attempt<?, ?, ?> failed) {
        return dispatcher.router().route(this, failed).context();
    }

    /** Asks for a connection to wait on. */
    CompletableFuture<Router.Loan> lend(ConnectionContext near) {
        return dispatcher.router().lend(this, near.connection());
    }

    /**
     * Ends a call that waits on the server when its caller has ended it, be it by cancelling or as {@code orTimeout}
     * does: what the server would give it then would be lost.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // told to the attempt
    void watchCancellation() {
        if (target instanceof CompletionStage<?> future) {
            future.whenComplete((reply, failure) -> {
                if (!over) {
                    attempt().fail(new CancellationException());
                }
            });
        } else {
            lookForCaller();
        }
    }

    /** A reactive caller goes without a word. */
    private void lookForCaller() {
        dispatcher.timer().after(LOOK_NANOS, () -> {
            if (over) {
                return;
            }
            if (callerHasGone()) {
                dispatcher.executor().execute(() -> attempt().fail(new CancellationException()));
            } else {
                lookForCaller();
            }
        });
    }

    /**
     * Encodes the command at once, on the thread of whoever asks: inside MULTI a placeholder would become a member, and
     * what a codec writes can only be looked at if it is what will be sent.
     *
     * @throws io.redisguard.error.EncodeFailedException when it cannot be encoded, or breaks a limit
     */
    ByteBuf prepare() {
        ByteBuf known = prepared;
        if (known != null) {
            return known;
        }
        ByteBuf bytes = Unpooled.buffer();
        try {
            target.encode(bytes);
            dispatcher.limits().check(facts().name(), target.getArgs(), bytes, 0);
        } catch (Throwable thrown) {
            throw Failures.unencodable(this, thrown);
        }
        prepared = bytes;
        return bytes;
    }

    @Override
    public Arguments encodedArguments() {
        Arguments known = encodedArguments;
        if (known == null) {
            ByteBuf bytes = prepare();
            try {
                known = Arguments.ofCommand(bytes);
            } catch (RuntimeException notACommand) {
                throw Failures.unencodable(this, notACommand);
            }
            encodedArguments = known;
        }
        return known;
    }

    /** Tells whether the command takes a few kilobytes at most. */
    boolean isSmall() {
        CommandArguments all = arguments();
        int count = all.count();
        if (count > MOST_SMALL_ARGUMENTS) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (all.isLonger(i, SMALL_ARGUMENT)) {
                return false;
            }
        }
        return true;
    }

    /** Nobody asks for arguments any more, but a late reply may still be waited for. */
    private void forgetArguments() {
        prepared = null;
        arguments = null;
        encodedArguments = null;
    }

    /** Writes the command. */
    void encode(ByteBuf buffer, int start) {
        ByteBuf known = prepared;
        if (known != null) {
            buffer.writeBytes(known.duplicate());
        } else {
            target.encode(buffer);
            dispatcher.limits().check(facts().name(), target.getArgs(), buffer, start);
        }
        requestBytes = buffer.writerIndex() - start;
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
            Attempt<K, V, T> attempt = attempt();
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
        long now = dispatcher.timer().nanoTime();
        long left = totalNanos() - (now - startedNanos());
        return attempt.hasEntered() ? Math.min(left, attemptNanos() - (now - attempt.startedNanos())) : left;
    }

    /** Returns which of the two limits has run out. */
    long limitThatEnded() {
        return remainingNanos() > 0 ? attemptNanos() : totalNanos();
    }

    @Override
    public long remainingNanos() {
        return totalNanos() - (dispatcher.timer().nanoTime() - startedNanos());
    }

    /**
     * Ends the call because the waiting thread was interrupted.
     *
     * @return how long to wait until this must be asked again, or 0 when there is nothing to wait for
     */
    @SuppressWarnings("ReferenceEquality") // as above
    long interrupt(InterruptedException cause) {
        while (!over) {
            Attempt<K, V, T> attempt = attempt();
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
        Attempt<K, V, T> attempt = current;
        if (attempt != null) {
            attempt.markRefused();
        }
        completeExceptionally(reason);
        FailureSignal.repeat(target, reason, facts(), dispatcher);
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
        } catch (Throwable thrown) {
            CallerFaults.report(facts(), thrown);
        } finally {
            finish(outcome, null);
        }
        if (outcome == CallOutcome.SERVER_ERROR && FailureSignal.isAwaitedFor(target)) {
            FailureSignal.repeat(
                    target,
                    ExceptionFactory.createExecutionException(target.getOutput().getError()),
                    facts(),
                    dispatcher);
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
        if (attempt.context().isReleased() || callerHasGone()) {
            return false;
        }
        Repetition next = attempt.context().road().afterFailure(attempt, outcome, failure);
        if (next.kind() == Repetition.Kind.NONE) {
            return false;
        }
        ConnectionContext context;
        try {
            context = next.kind() == Repetition.Kind.REDIRECTED ? redirected(attempt, failure) : route(attempt);
        } catch (RedisException nowhere) {
            context = leadsToNewNode(next, nowhere) ? askedAgain(attempt) : null;
            if (context == null) {
                failure.addSuppressed(nowhere);
                return false;
            }
            next = Repetition.after(PAUSE_FOR_A_NEW_NODE);
        }
        if (context == null) {
            return false;
        }
        if (isUnknown(attempt, outcome)) {
            perhapsExecuted = true;
        }
        previousFailure = failure;
        attempts++;
        Attempt<K, V, T> following = newAttempt(context, false, attempt.generation(), attempt.startedNanos());
        LateEntry entry = following.entersLate();
        current = following;
        switch (next.kind()) {
            case AFTER_PAUSE -> entry.pause(next.delayNanos());
            case REDIRECTED -> {
                following.asks(attempt.refusal() == ServerRefusal.ASK);
                entry.awaitConnection();
            }
            case WHEN_LINKED -> entry.awaitLink(context == attempt.context() ? attempt.generation() : LinkWatch.ANY);
            case NONE -> {}
        }
        return true;
    }

    /** The link to the node that the server has named is being made; by the time of another answer it is there. */
    private static boolean leadsToNewNode(Repetition next, RedisException nowhere) {
        return next.kind() == Repetition.Kind.REDIRECTED && nowhere instanceof ConnectionLostException;
    }

    /** What was lent has gone back; the next attempt borrows again. */
    private @Nullable ConnectionContext askedAgain(Attempt<K, V, T> attempt) {
        if (attempt.context().role() == ConnectionRole.SHARED) {
            return attempt.context();
        }
        try {
            return route(attempt);
        } catch (RedisException nowhere) {
            return null;
        }
    }

    /** A node whose connection is being made yet is no redirection: the node before is asked again. */
    private @Nullable ConnectionContext redirected(Attempt<K, V, T> attempt, Throwable answer) {
        GuardedConnection<byte[], byte[]> other =
                dispatcher.router().redirect(attempt.context().connection(), String.valueOf(answer.getMessage()));
        redirections++;
        return other == null ? null : other.context();
    }

    private static boolean isUnknown(Attempt<?, ?, ?> attempt, CallOutcome outcome) {
        return attempt.isSent() && outcome != CallOutcome.SERVER_ERROR && outcome != CallOutcome.CANNOT_DECODE;
    }

    /** Ends the call; a repeat that was refused before it was sent ends it as the attempt before did. */
    private void tell(CallOutcome outcome, Throwable failure) {
        Throwable before = previousFailure;
        Throwable verdict = failure;
        CallOutcome ended = outcome;
        if (outcome == CallOutcome.REJECTED && before != null) {
            before.addSuppressed(failure);
            verdict = before;
            ended = Failures.outcomeOf(before);
        }
        if (forgetsAnAttempt(verdict)) {
            verdict = Failures.lost(this, attempt().context(), verdict, true);
            ended = Failures.outcomeOf(verdict);
        }
        told = verdict;
        over = true;
        completeExceptionally(verdict);
        finish(callerHasCancelled(failure) ? CallOutcome.CANCELLED : ended, verdict);
        FailureSignal.repeat(target, verdict, facts(), dispatcher);
    }

    private void completeExceptionally(Throwable verdict) {
        try {
            target.completeExceptionally(verdict);
        } catch (Throwable thrown) {
            CallerFaults.report(facts(), thrown);
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
        try {
            dispatcher.road().settled(this, outcome);
        } finally {
            forgetArguments();
        }
    }

    // ---- what the stages ask for -------------------------------------------------------------------------------

    @Override
    public CommandArguments arguments() {
        ArgumentView known = arguments;
        if (known == null) {
            known = ArgumentView.of(target, this);
            arguments = known;
        }
        return known;
    }

    @Override
    public @Nullable Object remembered() {
        return memory;
    }

    @Override
    public void remember(Object remembered) {
        memory = remembered;
    }

    @Override
    public @Nullable Object observation() {
        return observation;
    }

    @Override
    public void observeWith(Object kept) {
        observation = kept;
    }

    @Override
    public long elapsedNanos() {
        return dispatcher.timer().nanoTime() - startedNanos();
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public int redirections() {
        return redirections;
    }

    @Override
    public long requestBytes() {
        return requestBytes;
    }

    @Override
    public long replyBytes() {
        Attempt<K, V, T> attempt = current;
        return attempt == null ? 0 : attempt.output().bytes();
    }

    @Override
    public int replyElements() {
        Attempt<K, V, T> attempt = current;
        return attempt == null ? 0 : attempt.output().elements();
    }

    @Override
    public @Nullable String errorCode() {
        String error = told instanceof RedisCommandExecutionException ? told.getMessage() : errorReply();
        return error == null ? null : error.indexOf(' ') < 0 ? error : error.substring(0, error.indexOf(' '));
    }

    private @Nullable String errorReply() {
        CommandOutput<K, V, T> output = target.getOutput();
        return output == null ? null : output.getError();
    }
}
