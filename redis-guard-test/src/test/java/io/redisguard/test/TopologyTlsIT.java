package io.redisguard.test;

import static io.redisguard.test.Topology.assertFollows;
import static io.redisguard.test.Topology.assertIsInOrder;
import static io.redisguard.test.Topology.assertIsPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopologyTlsIT {
    private final TestCertificates certificates = TestCertificates.shared();

    @Test
    void replicatesOverTls() {
        try (ReplicatedRedis redis = ReplicatedRedis.builder()
                .replicas(1)
                .eachServer(server -> server.mutualTls(certificates))
                .start()) {
            RedisServer replica = redis.replicas().get(0);
            redis.pauseReplication(replica);
            redis.primary().execute("SET", "key", "value");
            assertThat(replica.execute("GET", "key")).isNull();
            redis.resumeReplication(replica);
            redis.awaitSync();

            assertThat(redis.uris()).allMatch(uri -> uri.startsWith("rediss://"));
            assertThat(replica.execute("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void isWatchedOverTls() {
        try (SentinelRedis redis = SentinelRedis.builder()
                .replicas(1)
                .eachServer(server -> server.tls(certificates))
                .start()) {
            assertThat(redis.sentinelUri()).startsWith("rediss-sentinel://127.0.0.1:");
            RedisServer old = redis.killPrimary();

            RedisServer fresh = redis.awaitFailover();
            redis.restore();

            assertIsPrimary(fresh);
            assertFollows(old, fresh);
        }
    }

    @Test
    void isAClusterOverTls() {
        try (ClusterRedis redis = ClusterRedis.builder()
                .eachServer(server -> server.mutualTls(certificates))
                .start()) {
            RedisServer from = redis.primaries().get(0);
            RedisServer to = redis.primaries().get(1);
            String key = redis.keyOn(from);
            from.execute("SET", key, "value");

            redis.migrate(ClusterRedis.slotOf(key), 1, from, to);

            assertThat(to.execute("GET", key)).isEqualTo("value");
            assertThat(redis.seeds()).allMatch(seed -> seed.startsWith("rediss://"));
            assertIsInOrder(redis);
        }
    }
}
