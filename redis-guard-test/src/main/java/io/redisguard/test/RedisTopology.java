package io.redisguard.test;

import java.util.List;

/**
 * Several servers that work together: {@link ReplicatedRedis}, {@link SentinelRedis} or {@link ClusterRedis}.
 *
 * <p>Thread-safe: what changes the topology runs one after the other. A topology nobody closed ends with the JVM.
 */
public sealed interface RedisTopology extends AutoCloseable permits ReplicatedRedis, SentinelRedis, ClusterRedis {
    /** Returns the servers that hold data, dead ones too, always in the same order. */
    List<RedisServer> servers();

    /** Returns the addresses of {@link #servers()}, {@code redis://host:port} each, or {@code rediss://…}. */
    default List<String> uris() {
        return servers().stream().map(RedisServer::uri).toList();
    }

    /**
     * Brings every server back to life and the topology back to order, be it with other primaries than at the start.
     *
     * @throws IllegalStateException when it does not come back in time
     */
    void restore();

    /** Ends all servers and deletes their data. */
    @Override
    void close();
}
