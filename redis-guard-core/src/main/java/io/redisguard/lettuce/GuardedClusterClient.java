package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A Lettuce cluster client whose connections send every call through the guard. It asks nobody for the nodes of the
 * cluster, since the guard knows them. What Lettuce's API sends to single nodes goes over the guard's own connections
 * to them, but for searches and node selections, for which Lettuce opens some more. Thread-safe.
 */
public final class GuardedClusterClient extends RedisClusterClient {
    private final GuardedRedisClient client;
    private final ClusterSource source;

    GuardedClusterClient(GuardedRedisClient client, ClientResources resources, RedisURI seed, ClusterSource source) {
        super(resources, List.of(seed));
        this.client = client;
        this.source = source;
    }

    /** Takes over the options of the client for single nodes. */
    void take(ClientOptions options) {
        setOptions(ClusterClientOptions.builder(options)
                .validateClusterNodeMembership(false)
                .build());
    }

    /** Opens a connection with a codec, and waits for it. */
    public <K, V> GuardedClusterConnection<K, V> open(RedisCodec<K, V> codec) {
        EventLoops.refuseToBlock("cluster");
        return (GuardedClusterConnection<K, V>) connect(codec);
    }

    /** The nodes are others by now. */
    public void follow() {
        refreshPartitions();
    }

    /** Closes all connections; the threads belong to the client for single nodes. */
    public CompletableFuture<Void> end() {
        return shutdownAsync(0, 0, TimeUnit.SECONDS);
    }

    @Override
    protected CompletableFuture<Partitions> loadPartitionsAsync() {
        return CompletableFuture.completedFuture(source.partitions().clone());
    }

    @Override
    protected <V, K> StatefulRedisClusterConnectionImpl<K, V> newStatefulRedisClusterConnection(
            RedisChannelWriter channelWriter,
            ClusterPushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser) {
        return new GuardedClusterConnection<>(channelWriter, pushHandler, codec, timeout, parser, source);
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter channelWriter,
            PushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser) {
        return client.guarded(channelWriter, pushHandler, codec, timeout, source.name());
    }
}
