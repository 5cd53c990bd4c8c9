package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.netty.handler.codec.EncoderException;
import io.redisguard.Canary;
import io.redisguard.PickyCodec;
import io.redisguard.RedisGuard;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One caller writes a value that its codec cannot encode, on a connection that others use too. */
@ExtendWith(RedisExtension.class)
class UnwritableValueDisconnectsEveryoneIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int BAD_CALLS = 5;

    private final String key = Canary.key("value");
    private final RedisServer server;
    private FaultProxy proxy;

    UnwritableValueDisconnectsEveryoneIT(RedisServer server) {
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

    @Nested
    class StockLettuce {
        @ParameterizedTest
        @EnumSource
        void disconnectsEveryone(Api api) {
            try (Stock stock = Stock.lettuce(proxy.uri(), new PickyCodec())) {
                failsAsUnwritable(api, stock);

                assertThat(stock.connection().sync().get(key)).isNull();
                assertThat(proxy.accepted()).isEqualTo(2);
            }
        }

        @Test
        void executesACallOfANeighbourTwice() {
            try (Stock stock = Stock.lettuce(proxy.uri(), new PickyCodec())) {
                proxy.blackHole(Direction.TO_CLIENT);
                CompletableFuture<Long> neighbour = Api.ASYNC.incr(stock.connection(), key);
                await().until(() -> "1".equals(server.execute("GET", key)));
                failsAsUnwritable(Api.ASYNC, stock);
                await().until(() -> proxy.accepted() >= 2); // the first reply reaches nobody any more
                proxy.heal();

                assertThat(neighbour).succeedsWithin(SOON).isEqualTo(2L);
            }
        }

        @Test
        void failsTheCallsOfNeighboursWhenItMayNotRepeatThem() {
            ClientOptions options = ClientOptions.builder()
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .build();
            try (Stock stock = Stock.lettuce(proxy.uri(), new PickyCodec(), options);
                    Neighbours neighbours = new Neighbours(stock.connection())) {
                neighbours.awaitService();
                failsAsUnwritable(Api.ASYNC, stock);
                neighbours.awaitService();

                assertThat(neighbours.failed()).isPositive();
            }
        }

        private void failsAsUnwritable(Api api, Stock stock) {
            assertThat(api.set(stock.connection(), key, PickyCodec.UNWRITABLE))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(EncoderException.class);
        }
    }

    @Nested
    class Guarded {
        @ParameterizedTest
        @EnumSource
        void failsThatCallOnly(Api api) {
            // no neighbour fails because the machine is busy
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(proxy.uri())
                    .deadlines(
                            DeadlineOptions.builder().total(SOON).attempt(SOON).build())
                    .build()) {
                StatefulRedisConnection<String, String> redis =
                        guard.commands(new PickyCodec()).connection();
                Long id = redis.sync().clientId();
                try (Neighbours neighbours = new Neighbours(redis)) {
                    for (int i = 0; i < BAD_CALLS; i++) {
                        neighbours.awaitService();
                        assertThat(api.set(redis, key, PickyCodec.UNWRITABLE))
                                .failsWithin(SOON)
                                .withThrowableOfType(ExecutionException.class)
                                .withCauseInstanceOf(EncodeFailedException.class);
                    }
                    neighbours.awaitService();

                    assertThat(neighbours.failed()).isZero();
                }
                assertThat(redis.sync().clientId()).isEqualTo(id);
                assertThat(proxy.accepted()).isEqualTo(1);
                assertThat(server.execute("EXISTS", key)).isEqualTo(0L);
            }
        }

        @ParameterizedTest
        @EnumSource
        void keepsTheConnectionOfATransaction(Api api) {
            try (RedisGuard guard = RedisGuard.connect(proxy.uri())) {
                TransactionResult result = guard.exclusive(new PickyCodec(), connection -> {
                    RedisCommands<String, String> redis = connection.sync();
                    Long id = redis.clientId();
                    redis.multi();
                    assertThat(api.set(connection, key, PickyCodec.UNWRITABLE))
                            .failsWithin(SOON)
                            .withThrowableOfType(ExecutionException.class)
                            .withCauseInstanceOf(EncodeFailedException.class);
                    redis.set(key, "good");
                    TransactionResult executed = redis.exec();

                    assertThat(redis.clientId()).isEqualTo(id);
                    return executed;
                });

                assertThat(result).containsExactly("OK");
            }
        }
    }
}
