package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.redisguard.RedisGuard;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first command to each node of a cluster, where commands without a connection are rejected. */
@ExtendWith(RedisExtension.class)
class FirstCommandsOfAClusterIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ClusterRedis redis;
    private List<String> keys;

    FirstCommandsOfAClusterIT(ClusterRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void given() {
        keys = redis.primaries().stream().map(redis::keyOn).toList();
    }

    @Nested
    class StockLettuce {
        @Test
        void rejectsAllOfThemSinceItRejectsWhileItConnects() throws ClassNotFoundException {
            RedisClusterClient client = RedisClusterClient.create(redis.seeds().get(0));
            client.setOptions(ClusterClientOptions.builder()
                    .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                    .build());
            try {
                RedisAdvancedClusterAsyncCommands<String, String> async =
                        client.connect().async();
                List<CompletableFuture<Long>> first = keys.stream()
                        .map(key -> whileItIsStopped(redis.primaryOf(key), () -> async.incr(key)))
                        .toList();

                if (rejectsWhileItConnects()) {
                    assertThat(first)
                            .allSatisfy(call -> assertThat(call)
                                    .failsWithin(SOON)
                                    .withThrowableThat()
                                    .withCauseInstanceOf(RedisException.class)
                                    .withMessageContaining("not connected"));
                } else {
                    assertThat(first).allSatisfy(call -> assertThat(call).succeedsWithin(SOON));
                }
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        }
    }

    /** The connection to it, which the call asks for, is not up before the call has been taken or rejected. */
    private static CompletableFuture<Long> whileItIsStopped(RedisServer server, Supplier<RedisFuture<Long>> call) {
        server.pause();
        try {
            return call.get().toCompletableFuture();
        } finally {
            server.resume();
        }
    }

    /** Since Lettuce 7.6 or 7.7; older ones keep the first commands until they are connected. */
    private static boolean rejectsWhileItConnects() throws ClassNotFoundException {
        return Arrays.stream(Class.forName("io.lettuce.core.cluster.ClusterDistributionChannelWriter")
                        .getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("shouldRejectPendingConnection"));
    }

    @Nested
    class Guarded {
        @Test
        void executesAllOfThem() {
            try (RedisGuard guard =
                    RedisGuard.builder().cluster(redis.seeds().get(0)).build()) {
                List<CompletableFuture<Long>> first = keys.stream()
                        .map(key -> guard.commands().async().incr(key).toCompletableFuture())
                        .toList();

                assertThat(first)
                        .allSatisfy(
                                call -> assertThat(call).succeedsWithin(SOON).isEqualTo(1L));
            }
        }
    }
}
