package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.redisguard.RedisGuard;
import io.redisguard.command.ReadPreference;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who writes through the connection to a single node reads from the primary for a while, as everybody does. */
@ExtendWith(RedisExtension.class)
class WritesToOneNodeIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final String key = "one-node:" + UUID.randomUUID();
    private final ClusterRedis redis;

    WritesToOneNodeIT(ClusterRedis redis) {
        this.redis = redis;
    }

    @Test
    void areNotReadFromReplicas() {
        RedisServer replica = redis.replicasOf(redis.primaryOf(key)).get(0);
        try (RedisGuard guard = new Servers.Cluster(redis).guard().build()) {
            RedisCommands<String, String> reads =
                    guard.commands().readingFrom(ReadPreference.REPLICA).sync();
            await().atMost(SOON).until(() -> {
                reads.get(key);
                return Servers.executed(replica, "get") > 0;
            });
            StatefulRedisClusterConnection<String, String> cluster = guard.cluster();
            String node = cluster.getPartitions()
                    .getPartitionBySlot(ClusterRedis.slotOf(key))
                    .getNodeId();
            cluster.getConnection(node).sync().set(key, "written");
            int before = Servers.executed(replica, "get");

            for (int i = 0; i < 10; i++) {
                assertThat(reads.get(key)).isEqualTo("written");
            }

            assertThat(Servers.executed(replica, "get")).isEqualTo(before);
        }
    }
}
