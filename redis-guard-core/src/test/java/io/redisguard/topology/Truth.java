package io.redisguard.topology;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Duration;

/**
 * What the servers have, as a client without a guard sees it.
 *
 * @param redis asks them
 * @param client its client
 */
record Truth(RedisClusterCommands<String, String> redis, AbstractRedisClient client) implements AutoCloseable {
    static Truth of(Servers servers) {
        if (servers.shape() == Shape.CLUSTER) {
            RedisClusterClient client =
                    RedisClusterClient.create(servers.primaryOf("truth").uri());
            return new Truth(client.connect().sync(), client);
        }
        RedisClient client = RedisClient.create(servers.primaryOf("truth").uri());
        return new Truth(client.connect().sync(), client);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
