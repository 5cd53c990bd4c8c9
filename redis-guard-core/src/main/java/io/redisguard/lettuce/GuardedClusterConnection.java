package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.RedisAdvancedClusterAsyncCommandsImpl;
import io.lettuce.core.cluster.RedisAdvancedClusterReactiveCommandsImpl;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.internal.Exceptions;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.ConnectionIntent;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.command.CallerWishes;
import java.lang.reflect.InvocationHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lettuce's whole API for clusters, on which every command takes the road. Thread-safe. */
public final class GuardedClusterConnection<K, V> extends StatefulRedisClusterConnectionImpl<K, V> {
    private final ClusterPushHandler pushHandler;
    private final ClusterSource source;
    private final CallerWishes wishes;
    private final @Nullable GuardedClusterConnection<K, V> carrier;
    private volatile @Nullable Thread activating;

    GuardedClusterConnection(
            RedisChannelWriter writer,
            ClusterPushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser,
            ClusterSource source) {
        super(writer, pushHandler, codec, timeout, parser);
        this.pushHandler = pushHandler;
        this.source = source;
        this.wishes = CallerWishes.NONE;
        this.carrier = null;
    }

    private GuardedClusterConnection(GuardedClusterConnection<K, V> carrier, CallerWishes wishes) {
        super(carrier.getChannelWriter(), carrier.pushHandler, carrier.codec, carrier.getTimeout(), carrier.parser);
        this.pushHandler = carrier.pushHandler;
        this.source = carrier.source;
        this.wishes = wishes;
        this.carrier = carrier;
    }

    /** Returns a handle on the same connection for calls with these wishes. */
    public StatefulRedisClusterConnection<K, V> handle(CallerWishes others) {
        GuardedClusterConnection<K, V> handle = new GuardedClusterConnection<>(this, others);
        handle.setOptions(getOptions());
        return handle;
    }

    @Override
    public Partitions getPartitions() {
        return carrier == null ? super.getPartitions() : carrier.getPartitions();
    }

    @Override
    public boolean isOpen() {
        return carrier == null ? super.isOpen() : carrier.isOpen();
    }

    /** Called from the constructor of the superclass: must not use fields of this class. */
    @Override
    protected InvocationHandler syncInvocationHandler() {
        return new ClusterSyncCommands(this, async(), RedisAdvancedClusterCommands.class);
    }

    /** As above. */
    @Override
    protected RedisAdvancedClusterAsyncCommandsImpl<K, V> newRedisAdvancedClusterAsyncCommandsImpl() {
        return new ClusterAsyncCommands<>(this, getCodec(), parser);
    }

    /** As above. */
    @Override
    protected RedisAdvancedClusterReactiveCommandsImpl<K, V> newRedisAdvancedClusterReactiveCommandsImpl() {
        return new ClusterReactiveCommands<>(this, getCodec(), parser);
    }

    @Override
    @CanIgnoreReturnValue
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
        return Thread.currentThread().equals(activating)
                ? super.dispatch(command)
                : source.dispatcher().dispatch(command, wishes);
    }

    @Override
    public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
        return source.dispatcher().dispatch(commands, wishes);
    }

    /** Lettuce asks the node for its id then; that is no call of anybody's. */
    @Override
    public void activated() {
        activating = Thread.currentThread();
        try {
            super.activated();
        } finally {
            activating = null;
        }
    }

    @Override
    public StatefulRedisConnection<K, V> getConnection(String nodeId, ConnectionIntent intent) {
        return await(getConnectionAsync(nodeId, intent));
    }

    @Override
    public StatefulRedisConnection<K, V> getConnection(String host, int port, ConnectionIntent intent) {
        return await(getConnectionAsync(host, port, intent));
    }

    private StatefulRedisConnection<K, V> await(CompletableFuture<StatefulRedisConnection<K, V>> connecting) {
        if (!connecting.isDone()) {
            EventLoops.refuseToBlock("getConnection");
        }
        try {
            return connecting.get(2 * getTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RedisException known
                    ? known
                    : new RedisConnectionException("The node cannot be reached.", e.getCause());
        } catch (TimeoutException e) {
            throw new RedisConnectionException("The node cannot be reached in time.", e);
        } catch (InterruptedException e) {
            throw Exceptions.bubble(e);
        }
    }

    @Override
    public CompletableFuture<StatefulRedisConnection<K, V>> getConnectionAsync(String nodeId, ConnectionIntent intent) {
        RedisClusterNode node = getPartitions().getPartitionByNodeId(nodeId);
        return node == null
                ? CompletableFuture.failedFuture(
                        new RedisException("The cluster has no node with the id " + nodeId + "."))
                : getConnectionAsync(node.getUri().getHost(), node.getUri().getPort(), intent);
    }

    @Override
    public CompletableFuture<StatefulRedisConnection<K, V>> getConnectionAsync(
            String host, int port, ConnectionIntent intent) {
        return source.node(getCodec(), wishes, host, port);
    }

    @Override
    public void setReadFrom(ReadFrom readFrom) {
        if (!ReadFrom.UPSTREAM.equals(readFrom)) {
            throw refusal("setReadFrom");
        }
        super.setReadFrom(readFrom);
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        throw refusal("setAutoFlushCommands");
    }

    @Override
    public void flushCommands() {
        throw refusal("flushCommands");
    }

    @Override
    public void close() {
        throw refusal("close");
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        if (carrier != null) {
            throw refusal("closeAsync");
        }
        return super.closeAsync();
    }

    private static UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(what
                + "() was refused: everybody shares this connection. Close the RedisGuard instead, and set in its options"
                + " what shall hold for all calls.");
    }
}
