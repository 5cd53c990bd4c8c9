package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.GuardedCommands;
import io.redisguard.RedisGuard;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica falls behind without knowing it. */
@OnReplication
class LaggingReplicaIT extends TopologyContract {
    private static final Duration MAX_LAG = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PAIRS = 1_000;

    private GuardedCommands<String, String> replicas;
    private RedisServer late;

    LaggingReplicaIT(Servers servers) {
        super(servers);
    }

    @Override
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder.connection(ConnectionOptions.builder()
                .replicas(ReplicaOptions.builder()
                        .readFrom(ReadPreference.REPLICA)
                        .maxLag(MAX_LAG)
                        .build())
                .build());
    }

    @BeforeEach
    void givenReplicasThatAnswer() {
        replicas = guard.commands();
        late = servers.replicasOf(servers.primaryOf(key)).get(0);
        await().atMost(SOON).until(this::lateIsAsked);
    }

    /** Enough reads to meet each replica; of a key that was not written here. */
    private boolean lateIsAsked() {
        int before = Servers.executed(late, "get");
        for (int i = 0; i < 40; i++) {
            replicas.sync().get(key + ":unwritten");
        }
        return Servers.executed(late, "get") > before;
    }

    @Test
    void itIsLeftOutSoonAndComesBackWhenItHasCaughtUp() {
        servers.pauseReplication(late);
        long paused = System.nanoTime();
        servers.primaryOf(key).execute("SET", key, "new");
        await().atMost(SOON).until(() -> !lateIsAsked());
        Duration leftOut = Duration.ofNanos(System.nanoTime() - paused);
        System.out.println(servers.shape() + ": a late replica is left out after " + leftOut.toMillis() + " ms");

        assertThat(leftOut).isLessThan(MAX_LAG.plus(POLL).plus(SLACK));
        for (int i = 0; i < 100; i++) {
            assertThat(replicas.sync().get(key)).isEqualTo("new");
        }
        servers.resumeReplication(late);
        await().atMost(SOON).until(this::lateIsAsked);
    }

    @Test
    void whoWritesNeverReadsFromIt() {
        servers.pauseReplication(late);
        for (int i = 0; i < PAIRS; i++) {
            String each = key + ":" + i % 50;
            String value = Integer.toString(i);
            CompletableFuture<String> set = replicas.async().set(each, value).toCompletableFuture();
            CompletableFuture<String> read = replicas.async().get(each).toCompletableFuture();
            if (i % 2 == 0) {
                assertThat(replicas.sync().get(each)).isEqualTo(value);
            }

            assertThat(read).succeedsWithin(SOON).isEqualTo(value);
            assertThat(set).isCompletedWithValue("OK");
        }
        servers.resumeReplication(late);
    }
}
