package io.redisguard.topology;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.RedisGuard;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.observe.GuardMeter;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A replica is away for longer than its connections are kept, and comes back. */
class ReturningReplicaIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LONGER_THAN_KEPT = Duration.ofMillis(6_500);
    private static final Duration UNTIL_ALL_FAREWELLS_ARE_OVER = Duration.ofSeconds(6);

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void isWatchedAsBefore() {
        try (ReplicatedRedis redis = ReplicatedRedis.builder().replicas(1).start();
                ScriptedSentinel sentinel = new ScriptedSentinel(
                        redis.primary().host(), redis.primary().port())) {
            RedisServer replica = redis.replicas().get(0);
            sentinel.replica(replica, "slave");
            try (RedisGuard guard = RedisGuard.builder()
                    .sentinel("main", sentinel.hostAndPort())
                    .connection(ConnectionOptions.builder()
                            .replicas(ReplicaOptions.builder()
                                    .readFrom(ReadPreference.REPLICA)
                                    .build())
                            .build())
                    .observe(ObserveOptions.builder().meters(meters).build())
                    .build()) {
                await().atMost(SOON).until(() -> isWatched(replica));

                sentinel.replica(replica, "slave,s_down,disconnected");
                await().pollDelay(LONGER_THAN_KEPT).atMost(SOON).until(() -> !isWatched(replica));
                sentinel.replica(replica, "slave");

                await().atMost(SOON).until(() -> isWatched(replica));
                await().during(UNTIL_ALL_FAREWELLS_ARE_OVER).atMost(SOON).until(() -> isWatched(replica));
                guard.commands().sync().ping();
            }
        }
    }

    private boolean isWatched(RedisServer server) {
        return meters.find(GuardMeter.BREAKER_STATE.meterName()).gauges().stream()
                .anyMatch(gauge -> gauge.getId().getTags().stream()
                        .anyMatch(tag -> tag.getValue().contains(Integer.toString(server.port()))));
    }
}
