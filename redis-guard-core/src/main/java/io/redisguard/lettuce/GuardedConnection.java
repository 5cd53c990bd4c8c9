package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TracedCommand;
import io.lettuce.core.tracing.TraceContextProvider;
import io.netty.util.concurrent.EventExecutor;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CommandRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lettuce connection on which every command takes the road: sync, async, reactive, custom dispatch and dynamic
 * command interfaces all end in {@link #dispatch}, which sends the {@link Attempt}s of a {@link Call} in place of the
 * command and gives the command back to its caller.
 *
 * <p>It carries commands of any codec, so handles with different codecs can share it. Thread-safe as far as its role
 * allows: a shared one serves everybody, an exclusive one a single caller at a time.
 */
public final class GuardedConnection<K, V> extends StatefulRedisConnectionImpl<K, V> {
    private final ConnectionContext context;
    private final Dispatcher dispatcher;
    private final boolean tracing;
    private Transaction transaction = new Transaction();
    private final Changes changes = new Changes();
    private volatile Runnable onBreak = () -> {};
    private @Nullable CompletableFuture<Void> closing;

    GuardedConnection(
            RedisChannelWriter writer,
            PushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser,
            ConnectionContext context) {
        super(writer, pushHandler, codec, timeout, parser);
        this.context = context;
        context.belongsTo(this);
        this.dispatcher = context.dispatcher();
        this.tracing = getResources().tracing().isEnabled();
    }

    /** Called from the constructor of the superclass: must not use fields of this class. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Lettuce's own signature
    protected <T> T syncHandler(Object asyncApi, Class<?>... interfaces) {
        return (T) SyncCommands.on(asyncApi, interfaces);
    }

    ConnectionContext context() {
        return context;
    }

    @Override
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
        return dispatch(command, CallerWishes.NONE);
    }

    /** Sends a command as its caller wishes. */
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command, CallerWishes wishes) {
        if (context.role() == ConnectionRole.SHARED) {
            return dispatcher.dispatch(command, wishes);
        }
        Call<K, V, T> call = dispatcher.callOfThisThread(command, wishes, isMulti());
        Attempt<K, V, T> attempt = admit(call);
        if (attempt != null) {
            send(attempt);
        }
        Dispatcher.watch(call);
        return command;
    }

    @Override
    public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
        return dispatch(commands, CallerWishes.NONE);
    }

    /** Sends several commands as their caller wishes. */
    public Collection<RedisCommand<K, V, ?>> dispatch(
            Collection<? extends RedisCommand<K, V, ?>> commands, CallerWishes wishes) {
        if (context.role() == ConnectionRole.SHARED) {
            return dispatcher.dispatch(commands, wishes);
        }
        // how a command is treated hangs on the MULTI or EXEC before it
        Set<RedisCommand<K, V, ?>> different = Dispatcher.different();
        commands.stream().filter(different::add).forEach(command -> dispatch(command, wishes));
        return new ArrayList<>(commands);
    }

    /** Hands an attempt to Lettuce. */
    @SuppressWarnings("unchecked") // commands of any codec are carried
    void send(Attempt<?, ?, ?> attempt) {
        try {
            RedisCommand<K, V, Object> command = (RedisCommand<K, V, Object>) toSend(attempt);
            if (attempt.isAsking()) {
                super.dispatch(List.of(asking(), command)); // together, so that nothing comes in between
            } else {
                super.dispatch(command);
            }
        } catch (RuntimeException e) {
            attempt.completeExceptionally(e);
        }
    }

    /** Hands attempts to Lettuce, all at once. */
    @SuppressWarnings("unchecked") // as above
    void send(List<Attempt<?, ?, ?>> attempts) {
        List<RedisCommand<K, V, ?>> commands = new ArrayList<>(attempts.size());
        attempts.forEach(attempt -> commands.add((RedisCommand<K, V, ?>) toSend(attempt)));
        try {
            super.dispatch(commands);
        } catch (RuntimeException e) {
            attempts.forEach(attempt -> attempt.completeExceptionally(e));
        }
    }

    /**
     * Returns the command to hand to Lettuce: the attempt, in the trace of its caller where there is one. Lettuce looks
     * for the trace among wrappers, and an attempt is none.
     */
    private RedisCommand<?, ?, ?> toSend(Attempt<?, ?, ?> attempt) {
        if (!tracing) {
            return attempt;
        }
        TraceContextProvider trace = CommandWrapper.unwrap(attempt.call().target(), TraceContextProvider.class);
        return trace == null ? attempt : new TracedCommand<>(attempt, trace.getTraceContext());
    }

    private RedisCommand<K, V, String> asking() {
        return new AsyncCommand<>(new Command<>(CommandType.ASKING, new StatusOutput<>(getCodec())));
    }

    private @Nullable <T> Attempt<K, V, T> admit(Call<K, V, T> call) {
        String name = call.facts().name();
        String state = context.brokenBecause();
        boolean nested = isMulti() && name.equals("MULTI");
        if (state != null) {
            call.refuseWith(Failures.broken(call, state));
        } else if (nested) {
            // the server refuses it as well, but Lettuce would take that for the end of the transaction
            call.refuseWith(new CommandRejectedException(
                    "MULTI was refused: a transaction is open already. Execute or discard it first."));
        }
        Attempt<K, V, T> attempt = dispatcher.admit(call, null);
        if (attempt != null) {
            noteState(call);
            return attempt;
        }
        if (!nested && (name.equals("MULTI") || name.equals("WATCH"))) {
            context.breakDown(name + " was refused");
        }
        String broken = context.brokenBecause();
        if (broken != null) {
            transaction.fail(Failures.broken(call, broken));
        }
        return null;
    }

    private void noteState(Call<?, ?, ?> call) {
        if (call.effect() == ConnectionEffect.STATE) {
            changes.by(call.facts().name());
        }
        if (call.isQueuedByTransaction()) {
            transaction.add(call.attempt());
            return;
        }
        switch (call.facts().name()) {
            case "EXEC", "DISCARD" -> {
                call.answersFor(transaction);
                transaction = new Transaction();
                changes.unwatched();
            }
            case "UNWATCH" -> changes.unwatched();
            case "WATCH" -> changes.by("WATCH");
            default -> {}
        }
    }

    @Override
    public void activated() {
        super.activated();
        if (context.isCarried()) {
            EventExecutor loop = EventLoops.current();
            context.watch().up(loop == null ? context.executor() : loop);
        }
    }

    @Override
    public void deactivated() {
        context.breakDown("the connection to " + context.server() + " went down");
        onBreak.run();
        super.deactivated();
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        changes.flushing(autoFlush);
        super.setAutoFlushCommands(autoFlush);
    }

    @Override
    public void addListener(PushListener listener) {
        changes.byListener();
        super.addListener(new UserListeners.Push(listener));
    }

    @Override
    public void removeListener(PushListener listener) {
        super.removeListener(new UserListeners.Push(listener));
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        changes.byListener();
        super.addListener(new UserListeners.State(listener));
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        super.removeListener(new UserListeners.State(listener));
    }

    /** Tells whether an exclusive connection can go to its next user: as good as new, with nothing under way. */
    public boolean isClean() {
        return isUsable() && !isMulti() && changes.areNone() && context.inFlight() == 0;
    }

    private boolean isUsable() {
        return isOpen() && context.brokenBecause() == null;
    }

    /**
     * Tells whether an exclusive connection may become as good as new by a {@link #reset}. One that carries what nobody
     * waits for any more does not, but for the members of a transaction, which go with it.
     */
    public boolean isResettable() {
        return isUsable() && changes.areUndoable() && (isMulti() || context.inFlight() == 0);
    }

    /**
     * Undoes what the last user of an exclusive connection has changed; whether that was enough tells {@link #isClean}
     * afterwards.
     *
     * @param database number of the database that the connection began in
     * @param limit how long the replies may take
     */
    @SuppressWarnings({"unchecked", "NullAway"
    }) // it never looks at keys and values; Lettuce has null for no transaction
    public CompletableFuture<Void> reset(int database, Duration limit) {
        boolean discards = isMulti();
        Transaction discarded = transaction;
        multi = null; // or Lettuce would end the members at once, as if they had been done
        super.setAutoFlushCommands(true);
        CallerWishes wishes = CallerWishes.NONE.within(limit.toNanos());
        List<CompletableFuture<?>> replies = new ArrayList<>();
        for (AsyncCommand<?, ?, ?> undoing : changes.undo(discards, database)) {
            dispatch((RedisCommand<K, V, Object>) undoing, wishes);
            replies.add(undoing.toCompletableFuture());
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    discarded.fail(Failures.discardedTransaction());
                    changes.undone();
                });
    }

    /** Runs the task when the link is lost; at once if it is lost already. */
    public void whenBroken(Runnable task) {
        onBreak = task;
        if (!isUsable()) {
            task.run();
        }
    }

    /** Returns how many commands the connection holds, those included whose callers gave up. */
    public int inFlight() {
        return context.inFlight();
    }

    /** Returns {@code host:port} of the server, or its socket. */
    public String server() {
        return context.server();
    }

    /**
     * Asks the server something on behalf of the guard itself, past all stages: what it must know when calls fail.
     *
     * @return fails when there is no link, or no reply in time
     */
    <T> CompletableFuture<T> ask(Command<K, V, T> question, Duration limit) {
        AsyncCommand<K, V, T> asked = new AsyncCommand<>(question);
        RoadTimer.Cancellation timeout = context.timer()
                .after(
                        limit.toNanos(),
                        () -> context.runLater(() -> asked.completeExceptionally(
                                new TimeoutException(question.getType() + " had no reply"))));
        super.dispatch(asked);
        return asked.whenComplete((reply, failure) -> timeout.cancel());
    }

    /** Sets what is done when it looks as if the server had got another part to play. Must return at once. */
    public void onTrouble(Runnable task) {
        context.onTrouble(task);
    }

    /** Sets who hears that the server has sent a command on to another one. Must return at once. */
    public void onMoved(Consumer<String> listener) {
        context.onMoved(listener);
    }

    /** Sets who hears of the calls that are made on the connection directly, before they are sent. */
    public void onCall(Consumer<CommandCall> listener) {
        context.onCall(listener);
    }

    /** Closes the connection for good; calls that it can carry no more go to others, those under way end as lost. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> retire() {
        context.retire();
        return release();
    }

    /**
     * Ends the call that waits on the server as lost, with the connection that it has for itself; others stay as they
     * are.
     */
    public void endWaiting(String because) {
        if (context.role() == ConnectionRole.BLOCKING) {
            context.breakDown(because);
        }
    }

    /** Closes the connection for good; calls still under way end as closed. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> release() {
        return closeAsync().whenComplete((closed, failure) -> transaction.fail(Failures.closedTransaction()));
    }

    /**
     * Lettuce closes what it could not connect, and when the client ends, all connections, those included that are
     * closed, which it warns of.
     */
    @Override
    public synchronized CompletableFuture<Void> closeAsync() {
        CompletableFuture<Void> known = closing;
        if (known == null) {
            context.release();
            known = super.closeAsync();
            closing = known;
        }
        return known;
    }
}
