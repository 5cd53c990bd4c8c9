package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is named at the start, and what else there is to be found. */
@ExtendWith(RedisExtension.class)
class SeedsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String NOBODY = "redis://127.0.0.1:1";

    private final String key = "seed:" + UUID.randomUUID();
    private final ClusterRedis redis;

    SeedsIT(ClusterRedis redis) {
        this.redis = redis;
    }

    @Test
    void oneThatIsDeadDoesNoHarm() {
        long start = System.nanoTime();
        try (RedisGuard guard = RedisGuard.connect(NOBODY, redis.seeds().get(0))) {
            assertThat(guard.commands().sync().incr(key)).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
    }

    @Test
    void oneThatIsSilentIsNotWaitedFor() {
        Duration patience = Duration.ofSeconds(8);
        long start = System.nanoTime();
        try (FaultProxy silent = FaultProxy.inFrontOf(redis.servers().get(0)).blackHole();
                RedisGuard guard = RedisGuard.builder()
                        .cluster(silent.uri(), redis.seeds().get(1))
                        .connection(ConnectionOptions.builder()
                                .connectTimeout(patience)
                                .build())
                        .build()) {
            assertThat(guard.commands().sync().incr(key)).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(patience.dividedBy(2));
        }
    }

    @Test
    void oneThatBelongsToNoClusterDoesNoHarm() {
        try (RedisServer empty =
                        RedisServer.builder().config("cluster-enabled", "yes").start();
                RedisServer plain = RedisServer.start()) {
            for (RedisServer stranger : List.of(empty, plain, empty, plain, empty, plain)) {
                try (RedisGuard guard = RedisGuard.builder()
                        .cluster(
                                stranger.uri(),
                                redis.seeds().get(0),
                                redis.seeds().get(1))
                        .build()) {
                    assertThat(guard.commands().sync().incr(key)).isPositive();
                }
            }
        }
    }

    @Test
    void oneReplicaIsEnough() {
        RedisServer replica = redis.replicasOf(redis.primaries().get(0)).get(0);
        try (RedisGuard guard = RedisGuard.builder().cluster(replica.uri()).build()) {
            for (RedisServer primary : redis.primaries()) {
                assertThat(guard.commands().sync().incr(redis.keyOn(primary))).isEqualTo(1);
            }
        }
    }

    @Test
    void whenAllAreDeadTheStartFails() {
        assertThatThrownBy(() -> RedisGuard.connect(NOBODY, "redis://127.0.0.1:2"))
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("cluster");
    }

    @Test
    void whenAllAreDeadALazyStartWaitsForThem() {
        RedisServer seed = redis.replicasOf(redis.primaries().get(0)).get(0);
        seed.kill();
        try (RedisGuard guard = RedisGuard.builder()
                .cluster(seed.uri())
                .connection(ConnectionOptions.builder()
                        .startUp(StartUp.LAZY)
                        .connectTimeout(Duration.ofMillis(500))
                        .build())
                .build()) {
            assertThatThrownBy(() -> guard.commands().sync().incr(key))
                    .isInstanceOfSatisfying(
                            ConnectionLostException.class,
                            e -> assertThat(e.wasSent()).isFalse());
            assertThatThrownBy(guard::pubSub).isInstanceOf(ConnectionLostException.class);
            seed.restart();

            await().atMost(SOON)
                    .ignoreExceptionsMatching(GuardFailure.class::isInstance)
                    .until(() -> guard.commands().sync().incr(key) == 1);
        }
    }

    /** As in a cluster of one, which nobody has told its address. */
    @Test
    void aNodeThatDoesNotKnowItsOwnAddressHasThatOfTheSeed() {
        try (RedisServer alone =
                RedisServer.builder().config("cluster-enabled", "yes").start()) {
            alone.execute(Stream.concat(
                            Stream.of("CLUSTER", "ADDSLOTS"),
                            IntStream.range(0, ClusterRedis.SLOTS).mapToObj(Integer::toString))
                    .toArray(String[]::new));
            await().atMost(SOON)
                    .until(() ->
                            String.valueOf(alone.execute("CLUSTER", "INFO")).contains("cluster_state:ok"));
            assertThat(String.valueOf(alone.execute("CLUSTER", "NODES"))).contains(" :" + alone.port() + "@");
            try (RedisGuard guard = RedisGuard.builder().cluster(alone.uri()).build()) {
                assertThat(guard.commands().sync().incr(key)).isEqualTo(1);
            }
        }
    }

    @Test
    void aSlotThatNobodyServesLeavesTheOthersAlone() {
        int lonely = ClusterRedis.slotOf(key);
        String slot = Integer.toString(lonely);
        RedisServer owner = redis.ownerOf(lonely);
        List<RedisServer> all = redis.servers();
        all.forEach(server -> server.execute("CONFIG", "SET", "cluster-require-full-coverage", "no"));
        all.forEach(server -> server.execute("CLUSTER", "DELSLOTS", slot));
        try (RedisGuard guard = RedisGuard.connect(all.get(0).uri(), all.get(1).uri())) {
            assertThatThrownBy(() -> guard.commands().sync().incr(key))
                    .satisfies(thrown ->
                            assertThat(GuardFailure.isOutcomeUnknown(thrown)).isFalse());
            for (RedisServer primary : redis.primaries()) {
                assertThat(guard.commands().sync().incr(redis.keyOn(primary))).isEqualTo(1);
            }

            owner.execute("CLUSTER", "ADDSLOTS", slot);

            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> guard.commands().sync().incr(key) == 1);
        } finally {
            all.forEach(server -> server.execute("CONFIG", "SET", "cluster-require-full-coverage", "yes"));
        }
    }
}
