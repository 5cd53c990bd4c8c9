package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Sentinel that leads a failover knows of it first; the others hear of it up to two seconds later. */
class PromotedReplicaIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String key = Canary.key("promoted");

    @Test
    void isBelievedAsSoonAsOneSentinelNamesIt() {
        try (ReplicatedRedis redis = ReplicatedRedis.builder().replicas(1).start()) {
            RedisServer primary = redis.primary();
            RedisServer replica = redis.replicas().get(0);
            List<ScriptedSentinel> sentinels = Stream.generate(
                            () -> new ScriptedSentinel(primary.host(), primary.port()))
                    .limit(3)
                    .toList();
            sentinels.forEach(sentinel -> sentinel.replica(replica, "slave"));
            try (RedisGuard guard = RedisGuard.builder()
                    .sentinel(
                            "main",
                            sentinels.stream()
                                    .map(ScriptedSentinel::hostAndPort)
                                    .toArray(String[]::new))
                    .build()) {
                assertThat(guard.commands().sync().set(key, "1")).isEqualTo("OK");

                primary.kill();
                redis.promote(replica);
                sentinels.get(0).names(replica.host(), replica.port());

                await().atMost(SOON)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(guard.commands().sync().set(key, "2"))
                                .isEqualTo("OK"));
                assertThat(replica.execute("GET", key)).isEqualTo("2");
            } finally {
                sentinels.forEach(ScriptedSentinel::close);
            }
        }
    }
}
