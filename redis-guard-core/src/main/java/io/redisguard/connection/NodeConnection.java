package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;

/** A handle on the connection to one node of a cluster, which everybody shares. Thread-safe. */
final class NodeConnection<K, V> extends SharedHandle<K, V> {
    private final Node node;

    NodeConnection(Node node, GuardedRedisClient client, RedisCodec<K, V> codec, CallerWishes wishes) {
        super(client, codec, wishes);
        this.node = node;
    }

    @Override
    protected GuardedConnection<byte[], byte[]> connection() {
        return node.link().connection();
    }

    @Override
    protected UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(
                what + "() was refused: everybody shares the connection to this node. Use guard.exclusive(key,"
                        + " connection -> ...) for a connection of your own.");
    }
}
