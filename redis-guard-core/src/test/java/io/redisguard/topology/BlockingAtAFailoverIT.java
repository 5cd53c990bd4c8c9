package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What waits on a server does not stay there when another one becomes the primary. */
@OnReplicas
class BlockingAtAFailoverIT extends TopologyContract {
    private static final long LONG = 60;

    BlockingAtAFailoverIT(Servers servers) {
        super(servers);
    }

    /** How often a call can be repeated before the new primary is known hangs on the machine. */
    @Override
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder.connection(
                        ConnectionOptions.builder().drainTimeout(Duration.ZERO).build())
                .deadlines(DeadlineOptions.builder()
                        .attempt(DEADLINE)
                        .blockingMargin(Duration.ofSeconds(10))
                        .build())
                .retry(RetryOptions.builder().maxAttempts(10).build());
    }

    private CompletableFuture<KeyValue<String, String>> waitingOnTheServer() {
        RedisServer server = servers.primaryOf(key);
        CompletableFuture<KeyValue<String, String>> waits =
                guard.commands().async().blpop(LONG, key).toCompletableFuture();
        await().atMost(SOON)
                .until(() -> Servers.info(server, "clients", "blocked_clients").equals("1"));
        return waits;
    }

    /** Somebody has to notice that a server hangs. */
    private boolean isServed() {
        return catchThrowable(() -> guard.commands().sync().get("{" + key + "}other")) == null;
    }

    @Test
    void whatWaitsOnAPrimaryThatHangsIsLostWhenAnotherOneTakesOver() {
        CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();

        servers.hang(key);
        try {
            await().atMost(SOON.plus(SOON)).until(() -> isServed() && waits.isDone());
        } finally {
            servers.restore();
        }

        assertThat(waits)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.isOutcomeUnknown()).isTrue());
        assertThat(guard.commands().sync().blpop(0.1, key)).isNull();
    }

    /** Some servers tell those who wait by themselves, others wait on with them. */
    @Test
    void nothingWaitsOnAFormerPrimary() {
        CompletableFuture<KeyValue<String, String>> waits = waitingOnTheServer();

        servers.failOver(key);
        servers.primaryOf(key).execute("RPUSH", key, "element");

        await().atMost(SOON).until(waits::isDone);
        if (waits.isCompletedExceptionally()) {
            assertThat(waits)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfAny(ConnectionLostException.class, RedisCommandExecutionException.class);
        } else {
            assertThat(waits.join().getValue()).isEqualTo("element");
        }
    }

    @Test
    void whatTheFormerPrimaryRefusesGoesToTheNewOne() {
        assertThat(guard.commands().sync().blpop(0.1, key)).isNull();
        servers.failOver(key);
        servers.primaryOf(key).execute("RPUSH", key, "element");

        assertThat(guard.commands().sync().blpop(1, key).getValue()).isEqualTo("element");
    }
}
