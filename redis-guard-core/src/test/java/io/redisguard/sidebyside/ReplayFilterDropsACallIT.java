package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.RedisGuard;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call is made while the link is down; the options replay nothing and have no timeout. */
@ExtendWith(RedisExtension.class)
class ReplayFilterDropsACallIT {
    private static final Duration AT_ONCE = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final ClientOptions OPTIONS = ClientOptions.builder()
            .replayFilter(command -> true)
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .build();

    private final RedisServer server;
    private FaultProxy proxy;

    ReplayFilterDropsACallIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private void takeDown(StatefulRedisConnection<?, ?> connection) {
        proxy.refuse().reset();
        await().until(() -> !connection.isOpen());
    }

    @Nested
    class StockLettuce {
        @Test
        void neverEndsTheCall() {
            RedisFuture<String> dropped;
            try (Stock stock = Stock.lettuce(proxy.uri(), OPTIONS)) {
                StatefulRedisConnection<String, String> redis = stock.connection();
                takeDown(redis);
                dropped = redis.async().get("key");

                proxy.heal();
                await().until(redis::isOpen);
                assertThat(redis.sync().get("key")).isNull();
                assertThat(dropped.isDone()).isFalse();
            }

            // not even with its client
            assertThat(dropped.isDone()).isFalse();
        }
    }

    @Nested
    class Guarded {
        @Test
        void endsItAtOnceAsUnsent() {
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(proxy.uri())
                    .clientOptions(OPTIONS)
                    .deadlines(
                            DeadlineOptions.builder().total(LONG).attempt(LONG).build())
                    .build()) {
                takeDown(guard.commands().connection());

                assertThat(guard.commands().async().get("key").toCompletableFuture())
                        .failsWithin(AT_ONCE)
                        .withThrowableOfType(ExecutionException.class)
                        .havingCause()
                        .isInstanceOfSatisfying(
                                ConnectionLostException.class,
                                lost -> assertThat(lost)
                                        .returns(
                                                CallOutcome.CONNECTION_LOST_BEFORE_SENDING,
                                                ConnectionLostException::outcome)
                                        .returns(false, ConnectionLostException::wasSent));
            }
        }
    }
}
