package io.redisguard.test;

import static io.redisguard.test.Topology.assertFollows;
import static io.redisguard.test.Topology.assertIsPrimary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SentinelRedisIT {
    private static SentinelRedis redis;

    private final String key = "key:" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        redis = SentinelRedis.start();
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
    void isAPrimaryWithTwoReplicasAndThreeSentinels() {
        assertThat(redis.servers()).hasSize(3);
        assertThat(redis.uris()).hasSize(3);
        assertIsPrimary(redis.primary());
        assertThat(redis.replicas()).hasSize(2).allSatisfy(replica -> assertFollows(replica, redis.primary()));
        assertThat(redis.sentinels()).hasSize(3).allSatisfy(sentinel -> {
            assertThat(sentinel.execute("ROLE")).isEqualTo(List.of("sentinel", List.of(redis.masterName())));
            assertThat(sentinel.execute("SENTINEL", "GET-MASTER-ADDR-BY-NAME", redis.masterName()))
                    .isEqualTo(List.of(
                            redis.primary().host(),
                            Integer.toString(redis.primary().port())));
            assertThat(String.valueOf(sentinel.execute("SENTINEL", "CKQUORUM", redis.masterName())))
                    .startsWith("OK 3 usable Sentinels");
        });
    }

    @Test
    void hasOneAddressForAllSentinels() {
        String places = redis.sentinels().stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(","));

        assertThat(redis.sentinelUri()).isEqualTo("redis-sentinel://" + places + "#mymaster");
    }

    @Test
    void replacesAKilledPrimary() {
        redis.primary().execute("SET", key, "value");
        redis.awaitSync();

        RedisServer old = redis.killPrimary();
        assertThat(redis.primary()).isSameAs(old);
        RedisServer fresh = redis.awaitFailover();

        assertThat(fresh).isSameAs(redis.primary()).isNotSameAs(old);
        assertIsPrimary(fresh);
        assertThat(fresh.execute("GET", key)).isEqualTo("value");

        redis.restore();

        assertThat(redis.primary()).isSameAs(fresh);
        assertFollows(old, fresh);
    }

    @Test
    void replacesAPausedPrimary() {
        RedisServer old = redis.primary();
        old.pause();

        RedisServer fresh = redis.awaitFailover();

        assertThat(fresh).isNotSameAs(old);
        assertIsPrimary(fresh);
    }

    @Test
    void replacesAPrimaryByCommand() {
        RedisServer old = redis.primary();

        RedisServer fresh = redis.failOver();

        assertThat(fresh).isSameAs(redis.primary()).isNotSameAs(old);
        assertIsPrimary(fresh);

        redis.restore();

        assertThat(redis.primary()).isSameAs(fresh);
        assertFollows(old, fresh);
    }

    @Test
    @Tag("needs-redis-7.0")
    void takesARestartedPrimaryBackAsAReplica() {
        redis.sentinels()
                .forEach(sentinel ->
                        sentinel.execute("SENTINEL", "DEBUG", "info-period", "200", "publish-period", "200"));
        RedisServer old = redis.killPrimary();
        RedisServer fresh = redis.awaitFailover();

        old.restart();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertFollows(old, fresh));
        redis.sentinels()
                .forEach(sentinel ->
                        sentinel.execute("SENTINEL", "DEBUG", "info-period", "10000", "publish-period", "2000"));
    }

    @Test
    void letsAReplicaFallBehindUnnoticed() {
        RedisServer stale = redis.replicas().get(0);
        redis.primary().execute("SET", key, "old");
        redis.awaitSync();

        redis.pauseReplication(stale);
        redis.primary().execute("SET", key, "new");
        redis.awaitSync();

        assertThat(stale.execute("GET", key)).isEqualTo("old");
        assertThat(redis.replicas().get(1).execute("GET", key)).isEqualTo("new");

        redis.resumeReplication(stale);
        redis.awaitSync();

        assertThat(stale.execute("GET", key)).isEqualTo("new");
        assertThatThrownBy(() -> redis.pauseReplication(redis.primary())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comesBackFromTheDeathOfAll() {
        redis.primary().execute("SET", key, "value");
        redis.servers().forEach(RedisServer::kill);
        redis.sentinels().forEach(RedisServer::kill);
        assertThatThrownBy(() -> redis.primary())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No Sentinel answers.");

        redis.restore();

        assertThat(redis.primary().execute("GET", key)).isEqualTo("value");
        assertThat(redis.replicas()).allSatisfy(replica -> assertFollows(replica, redis.primary()));
    }

    @Test
    void survivesTheDeathOfOneSentinel() {
        redis.sentinels().get(0).kill();
        RedisServer old = redis.killPrimary();

        RedisServer fresh = redis.awaitFailover();

        assertThat(fresh).isNotSameAs(old);
    }

    @Test
    void watchesServersWithAPassword() {
        try (SentinelRedis secured = SentinelRedis.builder()
                .replicas(1)
                .config("requirepass", "s3cret")
                .downAfter(SentinelRedis.Builder.MIN_DOWN_AFTER)
                .failoverTimeout(Duration.ofSeconds(2))
                .start()) {
            RedisServer old = secured.killPrimary();

            RedisServer fresh = secured.awaitFailover();
            secured.restore();

            assertIsPrimary(fresh);
            assertFollows(old, fresh);
        }
    }

    @Test
    void namesAllOptionsThatAreWrong() {
        SentinelRedis.Builder builder =
                SentinelRedis.builder().replicas(0).downAfter(Duration.ZERO).failoverTimeout(Duration.ZERO);

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sentinel options: replicas is 0 but must be at least 1;"
                        + " downAfter is PT0S but must be at least PT1.2S;"
                        + " failoverTimeout is PT0S but must be at least a millisecond.");
    }
}
