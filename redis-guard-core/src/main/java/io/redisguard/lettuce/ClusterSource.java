package io.redisguard.lettuce;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import java.util.concurrent.CompletableFuture;

/** What connections to a cluster have from the guard. Thread-safe. */
public interface ClusterSource {
    /** Returns the name of the cluster. */
    String name();

    /** Returns the nodes as they are known now. */
    Partitions partitions();

    /** Returns what dispatches calls to the nodes that they belong to. */
    Dispatcher dispatcher();

    /**
     * Connects to one node, unless that was done before, and returns a handle on the connection.
     *
     * @return fails when the node is not of the cluster, or cannot be reached
     */
    <K, V> CompletableFuture<StatefulRedisConnection<K, V>> node(
            RedisCodec<K, V> codec, CallerWishes wishes, String host, int port);
}
