package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import io.redisguard.test.SentinelRedis;
import io.redisguard.test.SlotMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a guard asks servers for itself: the rights that the guide names are enough, and none of them is too many. */
@ExtendWith(RedisExtension.class)
class AclNeedsIT {
    private static final String APPLICATION = "resetkeys ~app:* -@all +get +set";
    private static final String REPLICATED = "+info";
    private static final String DATABASE = "+select";
    private static final String SENTINELS = "+sentinel|get-master-addr-by-name +sentinel|replicas";
    private static final String CLUSTER = "+cluster|nodes +asking";
    private static final String CLUSTER_REPLICAS = "+readonly +info";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String user = "user-" + UUID.randomUUID();

    /** Makes the user known, with these rights and no others. */
    private void mayOnly(Collection<RedisServer> servers, String... rights) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", user, "reset", "on", ">pw"));
        Stream.of(rights).flatMap(some -> Arrays.stream(some.split(" ", -1))).forEach(command::add);
        servers.forEach(server ->
                assertThat(server.execute(command.toArray(String[]::new))).isEqualTo("OK"));
    }

    private String[] asUser(Collection<RedisServer> servers) {
        return servers.stream()
                .map(server -> server.uri().replace("://", "://" + user + ":pw@"))
                .toArray(String[]::new);
    }

    private static void workOn(RedisGuard guard, String key) {
        guard.commands().sync().set(key, "value");
        assertThat(guard.commands().sync().get(key)).isEqualTo("value");
    }

    private static RedisGuard readingFromReplicas(RedisGuard.Builder builder) {
        ReplicaOptions replicas = ReplicaOptions.builder()
                .readFrom(ReadPreference.REPLICA)
                .ownWrites(Duration.ZERO)
                .build();
        return builder.connection(ConnectionOptions.builder().replicas(replicas).build())
                .build();
    }

    /** Returns how many GET a server has executed. */
    private static long gets(RedisServer server) {
        return String.valueOf(server.execute("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_get:calls="))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static boolean readsFromOneOf(Collection<RedisServer> replicas, RedisGuard guard, String key) {
        long before = replicas.stream().mapToLong(AclNeedsIT::gets).sum();
        guard.commands().sync().get(key);
        return replicas.stream().mapToLong(AclNeedsIT::gets).sum() > before;
    }

    /** Reads for as long as it takes until replicas are read from, where that is allowed. */
    private static void awaitNoReads(Collection<RedisServer> replicas, RedisGuard guard, String key) {
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> !readsFromOneOf(replicas, guard, key));
    }

    @Test
    void theGuideNamesThem() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "topologies.md")))
                .contains("`" + REPLICATED + "`", "`" + SENTINELS + "`", "`" + CLUSTER + "`")
                .contains("`" + CLUSTER_REPLICAS + "`", "`" + DATABASE + "`");
    }

    @Test
    void oneServer(RedisServer server) {
        mayOnly(List.of(server), APPLICATION);

        try (RedisGuard guard = RedisGuard.connect(asUser(List.of(server))[0])) {
            workOn(guard, "app:1");
            assertThat(guard.<String, RuntimeException>exclusive(c -> c.sync().get("app:1")))
                    .isEqualTo("value");
        }
    }

    @Test
    void anotherDatabase(RedisServer server) {
        mayOnly(List.of(server), APPLICATION);
        String address = asUser(List.of(server))[0] + "/1";

        assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> RedisGuard.connect(address));

        mayOnly(List.of(server), APPLICATION, DATABASE);
        try (RedisGuard guard = RedisGuard.connect(address)) {
            workOn(guard, "app:1");
        }
    }

    @Test
    void aPrimaryWithReplicas(ReplicatedRedis redis) {
        mayOnly(redis.servers(), APPLICATION, REPLICATED);

        try (RedisGuard guard = readingFromReplicas(RedisGuard.builder().replicated(asUser(redis.servers())))) {
            workOn(guard, "app:1");
            await().atMost(PATIENCE).until(() -> readsFromOneOf(redis.replicas(), guard, "app:1"));
        }
    }

    @Test
    void aPrimaryWithReplicasIsNotFoundWithoutThem(ReplicatedRedis redis) {
        mayOnly(redis.servers(), APPLICATION);

        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() ->
                        RedisGuard.builder().replicated(asUser(redis.servers())).build())
                .withMessageContaining("Give it the right that the cause names.")
                .havingRootCause()
                .withMessageContaining("info");
    }

    private RedisURI sentinels(SentinelRedis redis, String userOfSentinels) {
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(redis.masterName());
        redis.sentinels()
                .forEach(sentinel -> uri.withSentinel(RedisURI.builder()
                        .withHost(sentinel.host())
                        .withPort(sentinel.port())
                        .withAuthentication(userOfSentinels, "pw")
                        .build()));
        return uri.withAuthentication(user, "pw").build();
    }

    @Test
    void aPrimaryBehindSentinels(SentinelRedis redis) {
        mayOnly(redis.servers(), APPLICATION, REPLICATED);
        mayOnly(redis.sentinels(), SENTINELS);

        try (RedisGuard guard = readingFromReplicas(RedisGuard.builder().uri(sentinels(redis, user)))) {
            workOn(guard, "app:1");
            await().atMost(PATIENCE).until(() -> readsFromOneOf(redis.replicas(), guard, "app:1"));
        }
    }

    @Test
    void aPrimaryBehindSentinelsIsNotFoundWithoutItsName(SentinelRedis redis) {
        mayOnly(redis.servers(), APPLICATION, REPLICATED);
        mayOnly(redis.sentinels(), "+sentinel|replicas");

        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(
                        () -> RedisGuard.builder().uri(sentinels(redis, user)).build())
                .withMessageContaining("Give it the right that the cause names.");
    }

    @Test
    void replicasBehindSentinelsAreNotReadFromWithoutTheirNames(SentinelRedis redis) {
        mayOnly(redis.servers(), APPLICATION, REPLICATED);
        mayOnly(redis.sentinels(), "+sentinel|get-master-addr-by-name");

        try (RedisGuard guard = readingFromReplicas(RedisGuard.builder().uri(sentinels(redis, user)))) {
            workOn(guard, "app:1");
            awaitNoReads(redis.replicas(), guard, "app:1");
        }
    }

    @Test
    void aCluster(ClusterRedis redis) {
        mayOnly(redis.servers(), APPLICATION, CLUSTER, CLUSTER_REPLICAS);

        try (RedisGuard guard = readingFromReplicas(RedisGuard.builder().cluster(asUser(redis.primaries())))) {
            RedisServer primary = redis.primaries().get(0);
            String key = "app:{" + redis.keyOn(primary) + "}";
            workOn(guard, key);
            await().atMost(PATIENCE).until(() -> readsFromOneOf(redis.replicasOf(primary), guard, key));
            assertThat(guard.cluster().sync().get(key)).isEqualTo("value");
        }
    }

    @Test
    void aClusterWhoseSlotsMove(ClusterRedis redis) {
        mayOnly(redis.servers(), APPLICATION, CLUSTER);

        try (RedisGuard guard =
                RedisGuard.builder().cluster(asUser(redis.primaries())).build()) {
            String key = "app:{" + redis.keyOn(redis.primaries().get(0)) + "}";
            workOn(guard, key);
            try (SlotMigration migration = redis.beginMigration(
                    ClusterRedis.slotOf(key), redis.primaries().get(1))) {
                migration.moveKeys(100);
                workOn(guard, key);
            }
            workOn(guard, key);
        }
    }

    @Test
    void aClusterIsNotFoundWithoutItsNodes(ClusterRedis redis) {
        mayOnly(redis.servers(), APPLICATION, "+asking", CLUSTER_REPLICAS);

        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> RedisGuard.connect(asUser(redis.primaries())[0], asUser(redis.primaries())[1]))
                .withMessageContaining("Give it the right that the cause names.")
                .havingRootCause()
                .withMessageContaining("cluster");
    }

    @Test
    void keysThatMoveAreNotReachedWithoutAsking(ClusterRedis redis) {
        mayOnly(redis.servers(), APPLICATION, "+cluster|nodes");

        try (RedisGuard guard =
                RedisGuard.builder().cluster(asUser(redis.primaries())).build()) {
            RedisCommands<String, String> commands = guard.commands().sync();
            String key = "app:{" + redis.keyOn(redis.primaries().get(0)) + "}";
            workOn(guard, key);
            try (SlotMigration migration = redis.beginMigration(
                    ClusterRedis.slotOf(key), redis.primaries().get(1))) {
                migration.moveKeys(100);
                assertThatExceptionOfType(RedisCommandExecutionException.class)
                        .isThrownBy(() -> commands.get(key))
                        .withMessageMatching("(ASK|MOVED) .*");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+readonly", "+info"})
    void replicasOfAClusterAreNotReadFromWithoutBoth(String onlyThis, ClusterRedis redis) {
        mayOnly(redis.servers(), APPLICATION, CLUSTER, onlyThis);
        RedisServer primary = redis.primaries().get(0);
        String key = "app:{" + redis.keyOn(primary) + "}";

        try (RedisGuard guard = readingFromReplicas(RedisGuard.builder().cluster(asUser(redis.primaries())))) {
            workOn(guard, key);
            awaitNoReads(redis.replicasOf(primary), guard, key);
        }
    }
}
