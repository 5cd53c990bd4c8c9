package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KeyValue;
import io.lettuce.core.TransactionResult;
import io.redisguard.command.ReadPreference;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.ManagedService;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What hosted services deny is nothing that a guard needs. */
class ManagedServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String key = "key:" + UUID.randomUUID();

    @ParameterizedTest
    @EnumSource
    void oneServer(ManagedService service) {
        try (RedisServer server = RedisServer.builder().managedAs(service).start();
                RedisGuard guard = RedisGuard.connect(server.uri())) {
            guard.commands().sync().set(key, "value");
            TransactionResult result = guard.<TransactionResult, RuntimeException>exclusive(connection -> {
                connection.sync().watch(key);
                connection.sync().multi();
                connection.sync().rpush(key + ":list", "item");
                return connection.sync().exec();
            });
            KeyValue<String, String> item = guard.commands().sync().blpop(1, key + ":list");

            assertThat(guard.commands().sync().get(key)).isEqualTo("value");
            assertThat(result.wasDiscarded()).isFalse();
            assertThat(item.getValue()).isEqualTo("item");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrimaryWithAReplica(ManagedService service) {
        try (ReplicatedRedis redis = ReplicatedRedis.builder()
                        .replicas(1)
                        .eachServer(server -> server.managedAs(service))
                        .start();
                RedisGuard guard = RedisGuard.builder()
                        .replicated(
                                redis.servers().stream().map(RedisServer::uri).toArray(String[]::new))
                        .build()) {
            GuardedCommands<String, String> reading = guard.commands().readingFrom(ReadPreference.REPLICA);
            guard.commands().sync().set(key, "value");

            assertThat(reading.sync().get(key)).isEqualTo("value");
            await().atMost(PATIENCE).until(() -> {
                reading.sync().get("other:" + UUID.randomUUID());
                return String.valueOf(redis.replicas().get(0).execute("INFO", "commandstats"))
                        .contains("cmdstat_get:");
            });
        }
    }

    @Test
    void aCluster() {
        try (ClusterRedis redis = ClusterRedis.builder()
                        .replicas(0)
                        .eachServer(server -> server.managedAs(ManagedService.ELASTICACHE))
                        .start();
                RedisGuard guard = RedisGuard.builder()
                        .cluster(redis.seeds().toArray(String[]::new))
                        .build()) {
            List<String> keys = redis.primaries().stream().map(redis::keyOn).toList();
            keys.forEach(one -> guard.commands().sync().set(one, "value"));

            assertThat(guard.cluster().sync().mget(keys.toArray(String[]::new)))
                    .extracting(KeyValue::getValue)
                    .containsOnly("value");
        }
    }
}
