package io.redisguard.test;

import static io.redisguard.test.Topology.answer;
import static io.redisguard.test.Topology.assertFollows;
import static io.redisguard.test.Topology.assertIsPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManagedServiceIT {
    @ParameterizedTest
    @EnumSource
    void deniesWhatTheServiceDenies(ManagedService service) {
        try (RedisServer server = RedisServer.builder().managedAs(service).start()) {
            assertThat(service.deniedCommands())
                    .contains("DEBUG", "SAVE")
                    .allSatisfy(command ->
                            assertThat(answer(server, command)).startsWithIgnoringCase("ERR unknown command"));
            assertThat(answer(server, "SET", "key", "value")).isEqualTo("OK");
            assertThat(answer(server, "INFO", "server")).contains("redis_version");

            server.kill();
            server.restart();

            assertThat(answer(server, "GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void deniesPartsOfACommand() {
        try (RedisServer oracle =
                RedisServer.builder().managedAs(ManagedService.OCI).start()) {
            assertThat(answer(oracle, "CONFIG", "GET", "maxmemory")).isEqualTo("[maxmemory, 0]");
            assertThat(answer(oracle, "CONFIG", "SET", "maxmemory", "0")).startsWith("NOPERM");
        }
        try (RedisServer cloud = RedisServer.builder()
                .config("requirepass", "s3cret")
                .managedAs(ManagedService.AIVEN)
                .managedAs(ManagedService.REDIS_CLOUD)
                .start()) {
            assertThat(answer(cloud, "ACL", "WHOAMI")).isEqualTo("default");
            assertThat(answer(cloud, "ACL", "LOG")).startsWith("NOPERM");
            assertThat(answer(cloud, "LATENCY", "DOCTOR")).startsWith("NOPERM");
            assertThat(answer(cloud, "MEMORY", "USAGE", "key")).isEqualTo("null");
            assertThat(answer(cloud, "MEMORY", "STATS")).startsWith("NOPERM");
            assertThat(answer(cloud, "CONFIG", "GET", "maxmemory")).isEqualTo("[maxmemory, 0]");
        }
    }

    @Test
    void savesThoughSavingIsDenied() {
        try (RedisServer server = RedisServer.builder()
                .managedAs(ManagedService.ELASTICACHE)
                .config("appendonly", "no")
                .start()) {
            server.execute("SET", "key", "value");

            server.restart();

            assertThat(server.execute("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void holdsForReplicas() {
        try (ReplicatedRedis redis = ReplicatedRedis.builder()
                .replicas(1)
                .eachServer(server -> server.managedAs(ManagedService.REDIS_CLOUD))
                .start()) {
            RedisServer old = redis.primary();

            redis.promote(redis.replicas().get(0));

            assertFollows(old, redis.primary());
            assertThat(answer(old, "ROLE")).startsWith("ERR unknown command");
        }
    }

    @Test
    void holdsForServersThatSentinelsWatch() {
        try (SentinelRedis redis = SentinelRedis.builder()
                .replicas(1)
                .eachServer(server -> server.managedAs(ManagedService.MEMORYSTORE))
                .start()) {
            RedisServer old = redis.killPrimary();

            RedisServer fresh = redis.awaitFailover();
            redis.restore();

            assertIsPrimary(fresh);
            assertFollows(old, fresh);
            assertThat(answer(fresh, "CLIENT", "LIST")).startsWith("ERR unknown command");
        }
    }

    @Test
    void holdsForAClusterWhoseSlotsMove() {
        try (ClusterRedis redis = ClusterRedis.builder()
                .replicas(0)
                .eachServer(server -> server.managedAs(ManagedService.ELASTICACHE))
                .start()) {
            RedisServer from = redis.primaries().get(0);
            RedisServer to = redis.primaries().get(1);
            String key = redis.keyOn(from);
            from.execute("SET", key, "value");

            redis.migrate(ClusterRedis.slotOf(key), 1, from, to);

            assertThat(to.execute("GET", key)).isEqualTo("value");
            assertThat(answer(to, "MIGRATE")).startsWith("ERR unknown command");
        }
    }
}
