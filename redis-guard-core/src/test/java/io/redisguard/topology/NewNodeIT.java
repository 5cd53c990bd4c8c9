package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.RedisGuard;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node has joined the cluster, and the guard has no link to it yet. */
class NewNodeIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void callsThatAreSentOnToItWaitForItsLink() {
        try (ClusterRedis redis = ClusterRedis.builder().replicas(0).start();
                RedisServer added =
                        RedisServer.builder().config("cluster-enabled", "yes").start();
                RedisGuard guard = RedisGuard.builder()
                        .cluster(redis.seeds().toArray(String[]::new))
                        .build()) {
            RedisServer owner = redis.primaries().get(0);
            String key = redis.keyOn(owner);
            String slot = Integer.toString(ClusterRedis.slotOf(key));
            owner.execute("CLUSTER", "MEET", added.host(), Integer.toString(added.port()));
            await().atMost(SOON)
                    .until(() ->
                            nodes(owner).contains(id(added)) && nodes(added).contains(id(owner)));
            await().atMost(SOON)
                    .until(() ->
                            String.valueOf(added.execute("CLUSTER", "INFO")).contains("cluster_state:ok"));
            added.execute("CLUSTER", "SETSLOT", slot, "IMPORTING", id(owner));
            owner.execute("CLUSTER", "SETSLOT", slot, "MIGRATING", id(added));

            assertThat(guard.commands().sync().incr(key)).isEqualTo(1);

            assertThat(added.execute("DBSIZE")).isEqualTo(1L);
        }
    }

    private static String id(RedisServer server) {
        return String.valueOf(server.execute("CLUSTER", "MYID"));
    }

    private static String nodes(RedisServer server) {
        return String.valueOf(server.execute("CLUSTER", "NODES"));
    }
}
