package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.GuardedCommands;
import io.redisguard.RedisGuard;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads go to replicas where callers wish it; writes and what was written not long ago never do. */
@OnReplicas
class ReplicaReadsIT extends TopologyContract {
    private static final int PAIRS = 1_000;

    private GuardedCommands<String, String> replicas;

    ReplicaReadsIT(Servers servers) {
        super(servers);
    }

    @Override
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder.connection(ConnectionOptions.builder()
                .replicas(
                        ReplicaOptions.builder().maxLag(Duration.ofMillis(500)).build())
                .build());
    }

    @BeforeEach
    void givenReadsThatGoToReplicas() {
        replicas = guard.commands().readingFrom(ReadPreference.REPLICA);
        keys(6).forEach(this::awaitReadFromReplica);
        servers.all().forEach(server -> server.execute("CONFIG", "RESETSTAT"));
    }

    private void awaitReadFromReplica(String of) {
        List<RedisServer> those = servers.replicasOf(servers.primaryOf(of));
        await().atMost(SOON).until(() -> {
            long before = readsOf(those);
            replicas.sync().get(of);
            return readsOf(those) > before;
        });
    }

    private static long readsOf(List<RedisServer> those) {
        return those.stream()
                .mapToLong(server -> Servers.executed(server, "get"))
                .sum();
    }

    private List<RedisServer> primaries() {
        return servers.all().stream()
                .filter(server -> Servers.info(server, "replication", "role").equals("master"))
                .toList();
    }

    private List<RedisServer> allReplicas() {
        return servers.all().stream()
                .filter(server -> !primaries().contains(server))
                .toList();
    }

    @Test
    void theyAnswerReadsOfThoseWhoWishIt() {
        for (String each : keys(100)) {
            replicas.sync().get(each);
        }

        assertThat(readsOf(allReplicas())).isGreaterThan(80); // one that has not been heard of for a while is left out
        assertThat(readsOf(allReplicas()) + readsOf(primaries())).isEqualTo(100);
    }

    @Test
    void theyAnswerNobodyElse() {
        for (String each : keys(100)) {
            guard.commands().sync().get(each);
        }

        assertThat(readsOf(primaries())).isEqualTo(100);
        assertThat(readsOf(allReplicas())).isZero();
    }

    @Test
    void writesNeverReachThem() {
        for (String each : keys(100)) {
            replicas.sync().set(each, each);
            replicas.sync().incr(each + ":count");
            replicas.sync().rpush(each + ":list", each);
        }

        assertThat(allReplicas())
                .allSatisfy(replica -> assertThat(Servers.info(replica, "errorstats", "errorstat_READONLY"))
                        .isEmpty());
        assertThat(allReplicas())
                .allSatisfy(replica -> assertThat(Servers.info(replica, "errorstats", "errorstat_MOVED"))
                        .isEmpty());
    }

    @Test
    void whoWritesReadsWhatHeWrote() {
        for (int i = 0; i < PAIRS; i++) {
            String each = key + ":" + i % 50;
            String value = Integer.toString(i);
            replicas.sync().set(each, value);

            assertThat(replicas.sync().get(each)).isEqualTo(value);
        }
    }

    @Test
    void whoWritesReadsWhatHeWroteInAPipelineToo() {
        RedisAsyncCommands<String, String> redis = replicas.async();
        List<CompletableFuture<String>> reads = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            String each = key + ":" + i % 50;
            var unused = redis.set(each, Integer.toString(i));
            reads.add(redis.get(each).toCompletableFuture());
        }

        for (int i = 0; i < PAIRS; i++) {
            assertThat(reads.get(i)).succeedsWithin(SOON).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void whenTheyDieReadsGoOn() {
        List<RedisServer> dying = servers.replicasOf(servers.primaryOf(key));
        dying.forEach(RedisServer::kill);

        for (int i = 0; i < 200; i++) {
            assertThat(replicas.sync().get(key)).isNull();
        }
    }
}
