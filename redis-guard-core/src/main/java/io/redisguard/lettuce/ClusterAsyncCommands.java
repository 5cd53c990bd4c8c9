package io.redisguard.lettuce;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.RedisAdvancedClusterAsyncCommandsImpl;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lettuce's asynchronous API for clusters; what goes to many nodes takes the guard's connections to them. */
final class ClusterAsyncCommands<K, V> extends RedisAdvancedClusterAsyncCommandsImpl<K, V> {
    private final StatefulRedisClusterConnection<K, V> connection;

    ClusterAsyncCommands(
            StatefulRedisClusterConnection<K, V> connection, RedisCodec<K, V> codec, Supplier<JsonParser> parser) {
        super(connection, NullRefusal.of(codec), parser);
        this.connection = connection;
    }

    @Override
    protected <T> Map<String, CompletableFuture<T>> executeOnNodes(
            Function<RedisClusterAsyncCommands<K, V>, RedisFuture<T>> function,
            Function<RedisClusterNode, Boolean> filter) {
        Map<String, CompletableFuture<T>> executions = new HashMap<>();
        for (RedisClusterNode node : connection.getPartitions()) {
            if (filter.apply(node)) {
                executions.put(
                        node.getNodeId(),
                        connection
                                .getConnectionAsync(
                                        node.getUri().getHost(), node.getUri().getPort())
                                .thenCompose(to -> function.apply(to.async()).toCompletableFuture()));
            }
        }
        return executions;
    }
}
