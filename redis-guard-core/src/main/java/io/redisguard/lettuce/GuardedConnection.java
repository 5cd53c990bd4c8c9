package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.util.concurrent.EventExecutor;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.CommandRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private boolean watching;
    private boolean changed;
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
        context.sendThrough(this::sendAgain);
        this.dispatcher = new Dispatcher(context);
        this.tracing = getResources().tracing().isEnabled();
    }

    /** Called from the constructor of the superclass: must not use fields of this class. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Lettuce's own signature
    protected <T> T syncHandler(Object asyncApi, Class<?>... interfaces) {
        return (T) SyncCommands.on(asyncApi, interfaces);
    }

    @Override
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
        return dispatch(command, CallerWishes.NONE);
    }

    /** Sends a command as its caller wishes. */
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command, CallerWishes wishes) {
        BlockedCaller caller = BlockedCaller.waiting();
        Call<K, V, T> call = dispatcher.callOf(command, wishes, isMulti(), caller != null);
        if (caller != null) {
            caller.takes(call);
        }
        if (admit(call)) {
            send(call.attempt());
        }
        Dispatcher.watch(call);
        return command;
    }

    /** Hands an attempt to Lettuce. */
    private <T> void send(Attempt<K, V, T> attempt) {
        try {
            super.dispatch(tracing ? Dispatcher.traced(attempt) : attempt);
        } catch (RuntimeException e) {
            attempt.completeExceptionally(e);
        }
    }

    /** Sends one more attempt of a call that came through here. */
    @SuppressWarnings("unchecked") // its call has the types of this connection
    void sendAgain(Attempt<?, ?, ?> attempt) {
        send((Attempt<K, V, Object>) attempt);
    }

    @Override
    public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
        return dispatch(commands, CallerWishes.NONE);
    }

    Collection<RedisCommand<K, V, ?>> dispatch(
            Collection<? extends RedisCommand<K, V, ?>> commands, CallerWishes wishes) {
        // one that stands there twice has one result, so it must be executed once
        Set<RedisCommand<K, V, ?>> different = Collections.newSetFromMap(new IdentityHashMap<>());
        if (context.role() == ConnectionRole.EXCLUSIVE) {
            // how a command is treated hangs on the MULTI or EXEC before it
            commands.stream().filter(different::add).forEach(command -> dispatch(command, wishes));
            return new ArrayList<>(commands);
        }
        List<RedisCommand<K, V, ?>> admitted = new ArrayList<>(commands.size());
        List<Call<K, V, ?>> calls = new ArrayList<>(commands.size());
        for (RedisCommand<K, V, ?> command : commands) {
            if (!different.add(command)) {
                continue;
            }
            Call<K, V, ?> call = dispatcher.callOf(command, wishes, isMulti(), false);
            calls.add(call);
            if (!call.attempt().hasEntered()) {
                // it waits for its link, which must not be there for those before it later than for it
                send(admitted);
                admitted = new ArrayList<>();
            }
            if (admit(call)) {
                admitted.add(tracing ? Dispatcher.traced(call.attempt()) : call.attempt());
            }
        }
        send(admitted);
        calls.forEach(Dispatcher::watch);
        return new ArrayList<>(commands);
    }

    private void send(List<RedisCommand<K, V, ?>> admitted) {
        if (!admitted.isEmpty()) {
            try {
                super.dispatch(admitted);
            } catch (RuntimeException e) {
                admitted.forEach(command -> command.completeExceptionally(e));
            }
        }
    }

    private boolean admit(Call<?, ?, ?> call) {
        String name = call.facts().name();
        boolean nested = isMulti() && name.equals("MULTI");
        if (nested) {
            // the server refuses it as well, but Lettuce would take that for the end of the transaction
            call.refuseWith(new CommandRejectedException(
                    "MULTI was refused: a transaction is open already. Execute or discard it first."));
        }
        if (dispatcher.admit(call)) {
            noteState(call);
            return true;
        }
        if (!nested && (name.equals("MULTI") || name.equals("WATCH"))) {
            context.breakDown(name + " was refused");
        }
        String broken = context.brokenBecause();
        if (broken != null) {
            transaction.fail(Failures.broken(call, broken));
        }
        return false;
    }

    private void noteState(Call<?, ?, ?> call) {
        changed |= call.effect() == ConnectionEffect.STATE;
        if (call.isQueuedByTransaction()) {
            transaction.add(call.attempt());
            return;
        }
        switch (call.facts().name()) {
            case "EXEC", "DISCARD" -> {
                call.answersFor(transaction);
                transaction = new Transaction();
                watching = false;
            }
            case "UNWATCH" -> watching = false;
            case "WATCH" -> watching = true;
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
        super.deactivated();
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        changed |= !autoFlush;
        super.setAutoFlushCommands(autoFlush);
    }

    @Override
    public void addListener(PushListener listener) {
        changed = true;
        super.addListener(new UserListeners.Push(listener));
    }

    @Override
    public void removeListener(PushListener listener) {
        super.removeListener(new UserListeners.Push(listener));
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        changed = true;
        super.addListener(new UserListeners.State(listener));
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        super.removeListener(new UserListeners.State(listener));
    }

    /** Tells whether an exclusive connection can go to its next user: as good as new, with nothing under way. */
    public boolean isClean() {
        return isOpen()
                && context.brokenBecause() == null
                && !isMulti()
                && !watching
                && !changed
                && context.inFlight() == 0;
    }

    /** Returns how many commands the connection holds, those included whose callers gave up. */
    public int inFlight() {
        return context.inFlight();
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
