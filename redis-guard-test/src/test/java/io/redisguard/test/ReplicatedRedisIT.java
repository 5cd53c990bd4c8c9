package io.redisguard.test;

import static io.redisguard.test.Topology.assertFollows;
import static io.redisguard.test.Topology.assertIsPrimary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicatedRedisIT {
    private static ReplicatedRedis redis;

    private final String key = "key:" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        redis = ReplicatedRedis.start();
    }

    @AfterAll
    static void close() {
        redis.close();
    }

    @BeforeEach
    void restore() {
        redis.restore();
    }

    @Test
    void isAPrimaryWithTwoReplicas() {
        assertThat(redis.servers()).hasSize(3).contains(redis.primary()).containsAll(redis.replicas());
        assertThat(redis.uris()).hasSize(3).contains(redis.primary().uri());
        assertIsPrimary(redis.primary());
        assertThat(redis.replicas()).hasSize(2).allSatisfy(replica -> assertFollows(replica, redis.primary()));
    }

    @Test
    void replicates() {
        redis.primary().execute("SET", key, "value");

        redis.awaitSync();

        assertThat(redis.replicas())
                .allSatisfy(replica -> assertThat(replica.execute("GET", key)).isEqualTo("value"));
    }

    @Test
    void letsAReplicaFallBehindUnnoticed() {
        RedisServer stale = redis.replicas().get(0);
        RedisServer fresh = redis.replicas().get(1);
        redis.primary().execute("SET", key, "old");
        redis.awaitSync();

        redis.pauseReplication(stale);
        redis.primary().execute("SET", key, "new");
        redis.awaitSync();

        assertThat(fresh.execute("GET", key)).isEqualTo("new");
        assertThat(stale.execute("GET", key)).isEqualTo("old");
        assertThat(Replication.facts(stale)).containsEntry("role", "slave").containsEntry("master_link_status", "up");

        redis.resumeReplication(stale);
        redis.awaitSync();

        assertThat(stale.execute("GET", key)).isEqualTo("new");
        assertFollows(stale, redis.primary());
    }

    @Test
    void cutsAReplicaOff() {
        RedisServer stale = redis.replicas().get(0);
        redis.primary().execute("SET", key, "old");
        redis.awaitSync();

        redis.cutReplication(stale);
        redis.primary().execute("SET", key, "new");

        assertThat(Replication.facts(stale)).containsEntry("role", "slave").containsEntry("master_link_status", "down");
        assertThat(stale.execute("GET", key)).isEqualTo("old");

        redis.resumeReplication(stale);
        redis.awaitSync();

        assertThat(stale.execute("GET", key)).isEqualTo("new");
    }

    @Test
    void promotesAReplicaWithoutLosingAWrite() {
        RedisServer old = redis.primary();
        RedisServer fresh = redis.replicas().get(1);
        old.execute("SET", key, "value");

        redis.promote(fresh);

        assertThat(redis.primary()).isSameAs(fresh);
        assertIsPrimary(fresh);
        assertThat(fresh.execute("GET", key)).isEqualTo("value");
        assertThat(redis.replicas()).contains(old).allSatisfy(replica -> assertFollows(replica, fresh));
    }

    @Test
    void promotesAReplicaOfADeadPrimary() {
        RedisServer old = redis.primary();
        RedisServer fresh = redis.replicas().get(0);
        RedisServer other = redis.replicas().get(1);
        old.kill();

        redis.promote(fresh);

        assertIsPrimary(fresh);
        assertFollows(other, fresh);
        assertThat(old.isRunning()).isFalse();

        redis.restore();

        assertIsPrimary(fresh);
        assertFollows(old, fresh);
    }

    @Test
    void losesWhatAPausedReplicaMissedWhenItIsPromoted() {
        RedisServer stale = redis.replicas().get(0);
        redis.pauseReplication(stale);
        redis.primary().execute("SET", key, "value");

        redis.promote(stale);

        assertThat(stale.execute("GET", key)).isNull();
        assertThat(redis.replicas()).allSatisfy(replica -> assertFollows(replica, stale));
    }

    @Test
    void keepsARoleThroughARestart() {
        RedisServer fresh = redis.replicas().get(0);
        RedisServer other = redis.replicas().get(1);
        redis.promote(fresh);

        other.restart();

        await().untilAsserted(() -> assertFollows(other, fresh));
    }

    @Test
    void comesBackFromTheDeathOfAll() {
        redis.primary().execute("SET", key, "value");
        redis.servers().forEach(RedisServer::kill);

        redis.restore();

        assertIsPrimary(redis.primary());
        assertThat(redis.primary().execute("GET", key)).isEqualTo("value");
        assertThat(redis.replicas()).allSatisfy(replica -> assertFollows(replica, redis.primary()));
    }

    @Test
    void takesOnlyReplicasForReplicas() {
        assertThatThrownBy(() -> redis.promote(redis.primary()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is the primary, not a replica.");
        try (RedisServer stranger = RedisServer.start()) {
            assertThatThrownBy(() -> redis.pauseReplication(stranger))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("is no server of this topology.");
        }
    }

    @Test
    void takesConfigurationAndPassword() {
        try (ReplicatedRedis secured = ReplicatedRedis.builder()
                .replicas(1)
                .config("requirepass", "\"s3 cret\"")
                .config("databases", "3")
                .start()) {
            secured.promote(secured.replicas().get(0));

            assertThat(secured.servers())
                    .hasSize(2)
                    .allSatisfy(server -> assertThat(server.execute("CONFIG", "GET", "databases"))
                            .isEqualTo(List.of("databases", "3")));
            assertFollows(secured.replicas().get(0), secured.primary());
        }
    }

    @Test
    void needsAReplica() {
        ReplicatedRedis.Builder builder = ReplicatedRedis.builder().replicas(0);

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("replicas is 0 but must be at least 1.");
    }
}
