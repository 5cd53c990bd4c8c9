package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.error.BulkheadFullException;
import io.redisguard.error.CircuitOpenException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls go on while the server is stopped (SIGSTOP), or gone (SIGKILL). */
@ExtendWith(RedisExtension.class)
class StoppedServerFillsMemoryIT {
    private static final int CALLS = 100_000;
    private static final int MAX_IN_FLIGHT = 1_000;
    private static final Duration DEADLINE = Duration.ofMillis(500);
    private static final Duration SLACK = Duration.ofMillis(500);
    private static final String VALUE = "v".repeat(100);

    private final String key = Canary.key("key");
    private final RedisServer server;

    StoppedServerFillsMemoryIT(RedisServer server) {
        this.server = server;
    }

    @Nested
    class StockLettuce {
        @Test
        void holdsEveryCallForAStoppedServer() {
            try (Stock stock = Stock.lettuce(server.uri())) {
                server.pause();
                Flood flood = flood("stock, stopped", stock);

                assertThat(flood.open()).isEqualTo(CALLS);
            }
        }

        @Test
        void holdsEveryCallForAServerThatIsGone() {
            try (Stock stock = Stock.lettuce(server.uri())) {
                server.kill();
                await().until(() -> !stock.connection().isOpen());
                Flood flood = flood("stock, gone", stock);

                assertThat(flood.open()).isEqualTo(CALLS);
            }
        }

        private Flood flood(String subject, Stock stock) {
            RedisAsyncCommands<String, String> redis = stock.connection().async();
            return Flood.of(subject, CALLS, () -> redis.set(key, VALUE));
        }
    }

    @Nested
    class Guarded {
        @Test
        void holdsFewCallsForAStoppedServerAndGoesOnAfterwards() throws InterruptedException {
            try (RedisGuard guard = guard()) {
                RedisAsyncCommands<String, String> redis = guard.commands().async();
                server.pause();
                Flood flood = Flood.of("guarded, stopped", CALLS, () -> redis.incr(key));

                assertThat(flood.mostOpen()).isLessThanOrEqualTo(MAX_IN_FLIGHT);
                assertThat(flood.allEndWithin(DEADLINE.plus(SLACK))).isTrue();
                System.out.println("the longest guarded call took " + flood.longest());
                assertThat(flood.longest()).isLessThan(DEADLINE.plus(SLACK));
                assertThat(flood.failures(BulkheadFullException.class) + flood.failures(CircuitOpenException.class))
                        .isEqualTo(CALLS - MAX_IN_FLIGHT);
                assertThat(flood.failures(DeadlineExceededException.class)).isEqualTo(MAX_IN_FLIGHT);

                server.resume();
                await().ignoreExceptions()
                        .until(() -> guard.commands().sync().ping().equals("PONG"));
                long executed = Long.parseLong(String.valueOf(server.execute("GET", key)));
                assertThat(executed).isEqualTo(flood.unknown());
                for (int i = 1; i <= 100; i++) {
                    assertThat(guard.commands().sync().incr(key)).isEqualTo(executed + i);
                }
            }
        }

        @Test
        void holdsNoCallForAServerThatIsGone() {
            try (RedisGuard guard = guard()) {
                RedisAsyncCommands<String, String> redis = guard.commands().async();
                server.kill();
                await().until(() -> !guard.commands().connection().isOpen());
                Flood flood = Flood.of("guarded, gone", CALLS, () -> redis.incr(key));

                assertThat(flood.open()).isZero();
                assertThat(flood.failures(ConnectionLostException.class)).isEqualTo(CALLS);
                assertThat(flood.unknown()).isZero();

                server.restart();
                await().ignoreExceptions()
                        .until(() -> guard.commands().sync().ping().equals("PONG"));
                assertThat(guard.commands().sync().incr(key)).isEqualTo(1);
            }
        }

        private RedisGuard guard() {
            return RedisGuard.builder()
                    .uri(server.uri())
                    .deadlines(DeadlineOptions.builder().attempt(DEADLINE).build())
                    .bulkhead(
                            BulkheadOptions.builder().maxInFlight(MAX_IN_FLIGHT).build())
                    .build();
        }
    }
}
