package io.redisguard.connection;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.lettuce.ClusterSource;
import io.redisguard.lettuce.Dispatcher;
import io.redisguard.lettuce.GuardedClusterClient;
import io.redisguard.lettuce.GuardedClusterConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lettuce's API for clusters, for those who ask for it; it opens one more connection for each codec. Thread-safe. */
final class ClusterFacade implements ClusterSource {
    private final String name;
    private final Nodes nodes;
    private final Supplier<SlotLayout> layout;
    private final GuardedRedisClient nodeClient;
    private final Supplier<Dispatcher> dispatcher;
    private final GuardedClusterClient client;
    private final Map<RedisCodec<?, ?>, GuardedClusterConnection<?, ?>> connections = new ConcurrentHashMap<>();

    ClusterFacade(
            String name,
            RedisURI seed,
            Nodes nodes,
            Supplier<SlotLayout> layout,
            GuardedRedisClient client,
            Supplier<Dispatcher> dispatcher) {
        this.name = name;
        this.nodes = nodes;
        this.layout = layout;
        this.nodeClient = client;
        this.dispatcher = dispatcher;
        this.client = client.cluster(seed, this);
    }

    @SuppressWarnings("unchecked") // by its codec
    <K, V> StatefulRedisClusterConnection<K, V> connection(RedisCodec<K, V> codec, CallerWishes wishes) {
        return ((GuardedClusterConnection<K, V>) connections.computeIfAbsent(codec, client::open)).handle(wishes);
    }

    /** There is another layout. */
    void follow() {
        if (!connections.isEmpty()) {
            client.follow();
        }
    }

    CompletableFuture<Void> close() {
        return client.end();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Partitions partitions() {
        return layout.get().partitions();
    }

    @Override
    public Dispatcher dispatcher() {
        return dispatcher.get();
    }

    @Override
    public <K, V> CompletableFuture<StatefulRedisConnection<K, V>> node(
            RedisCodec<K, V> codec, CallerWishes wishes, String host, int port) {
        Node node = nodes.named(host + ":" + port);
        return node == null
                ? CompletableFuture.failedFuture(
                        new RedisException("The cluster has no node at " + host + ":" + port + "."))
                : node.start().thenApply(ready -> new NodeConnection<>(node, nodeClient, codec, wishes));
    }
}
