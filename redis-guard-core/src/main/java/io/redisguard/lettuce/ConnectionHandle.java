package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisAsyncCommandsImpl;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.redisguard.command.CallerWishes;
import io.redisguard.internal.OptionCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What callers hold of a connection that is not theirs to close: Lettuce's whole API with the caller's codec, on
 * whatever guarded connection serves it at the moment. Thread-safe as far as that connection is.
 */
public abstract class ConnectionHandle<K, V> implements StatefulRedisConnection<K, V> {
    private final GuardedRedisClient client;
    private final RedisCodec<K, V> codec;
    private final CallerWishes wishes;
    private final RedisAsyncCommands<K, V> async;
    private final RedisReactiveCommands<K, V> reactive;
    private final RedisCommands<K, V> sync;

    /** Creates a handle for calls with these wishes. */
    @SuppressWarnings({"unchecked", "this-escape"}) // Lettuce's command objects only keep the connection
    protected ConnectionHandle(GuardedRedisClient client, RedisCodec<K, V> codec, CallerWishes wishes) {
        this.client = client;
        this.codec = codec;
        this.wishes = wishes;
        RedisCodec<K, V> strict = NullRefusal.of(codec);
        this.async = new RedisAsyncCommandsImpl<>(this, strict, client.options().getJsonParser());
        this.reactive = new ReactiveCommands<>(this, strict, client.options().getJsonParser());
        this.sync = (RedisCommands<K, V>) SyncCommands.on(async, RedisCommands.class, RedisClusterCommands.class);
    }

    /**
     * Returns the connection that serves the handle now.
     *
     * @throws RedisException when there is none
     */
    protected abstract GuardedConnection<byte[], byte[]> connection();

    /** Returns the refusal of something that is not for callers to do. */
    protected abstract UnsupportedOperationException refusal(String what);

    /** A guarded connection carries commands of any codec; it never looks at keys and values. */
    @SuppressWarnings("unchecked")
    private GuardedConnection<K, V> carrier() {
        return (GuardedConnection<K, V>) (GuardedConnection<?, ?>) connection();
    }

    /** Returns what finds the connection for each call, or {@code null} when all are made on the one that serves. */
    protected @Nullable Dispatcher dispatcher() {
        return null;
    }

    @Override
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
        Dispatcher dispatcher = dispatcher();
        if (dispatcher != null) {
            return dispatcher.dispatch(command, wishes);
        }
        GuardedConnection<K, V> carrier;
        try {
            carrier = carrier();
        } catch (RedisException none) {
            fail(command, none);
            return command;
        }
        return carrier.dispatch(command, wishes);
    }

    @Override
    public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
        Dispatcher dispatcher = dispatcher();
        if (dispatcher != null) {
            return dispatcher.dispatch(commands, wishes);
        }
        GuardedConnection<K, V> carrier;
        try {
            carrier = carrier();
        } catch (RedisException none) {
            Set<RedisCommand<K, V, ?>> different = Collections.newSetFromMap(new IdentityHashMap<>());
            commands.stream().filter(different::add).forEach(command -> fail(command, none));
            return new ArrayList<>(commands);
        }
        return carrier.dispatch(commands, wishes);
    }

    private void fail(RedisCommand<K, V, ?> command, RedisException none) {
        client.notConnected(command, none);
        command.completeExceptionally(none);
    }

    @Override
    public RedisCommands<K, V> sync() {
        return sync;
    }

    @Override
    public RedisAsyncCommands<K, V> async() {
        return async;
    }

    @Override
    public RedisReactiveCommands<K, V> reactive() {
        return reactive;
    }

    @Override
    public RedisCodec<K, V> getCodec() {
        return codec;
    }

    @Override
    public boolean isOpen() {
        try {
            return connection().isOpen();
        } catch (RedisException none) {
            return false;
        }
    }

    /** Returns a time longer than any call can take: calls end by their deadlines, not by this. */
    @Override
    public Duration getTimeout() {
        return OptionCheck.LONGEST;
    }

    @Override
    public ClientOptions getOptions() {
        return client.options();
    }

    @Override
    public ClientResources getResources() {
        return client.resources();
    }

    @Override
    public void addListener(PushListener listener) {
        connection().addListener(listener);
    }

    @Override
    public void removeListener(PushListener listener) {
        connection().removeListener(listener);
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        connection().addListener(listener);
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        connection().removeListener(listener);
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw refusal("setTimeout");
    }

    @Override
    public void close() {
        throw refusal("close");
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        throw refusal("closeAsync");
    }
}
