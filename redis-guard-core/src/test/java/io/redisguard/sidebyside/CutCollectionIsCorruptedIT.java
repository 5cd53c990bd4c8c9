package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The link goes down in the middle of a collection. */
@ExtendWith(RedisExtension.class)
class CutCollectionIsCorruptedIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int HEADER = "*3\r\n".length();
    private static final int ELEMENT = "$1\r\na\r\n".length();
    private static final List<String> LIST = List.of("a", "b", "c");
    private static final Map<String, String> HASH = Map.of("a", "1", "b", "2");

    private final String list = Canary.key("list");
    private final String hash = Canary.key("hash");
    private final RedisServer server;
    private FaultProxy proxy;

    CutCollectionIsCorruptedIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        proxy = FaultProxy.inFrontOf(server);
        server.execute("RPUSH", list, "a", "b", "c");
        server.execute("HSET", hash, "a", "1", "b", "2");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Nested
    class StockLettuce {
        @ParameterizedTest
        @EnumSource
        void returnsAListWithElementsThatItDoesNotHave(Api api) {
            try (Stock stock = Stock.lettuce(proxy.uri())) {
                proxy.cutReplyAfter(HEADER + 2 * ELEMENT);
                assertThat(api.lrange(stock.connection(), list))
                        .succeedsWithin(SOON)
                        .isEqualTo(List.of("a", "b", "a", "b", "c"));
            }
        }

        @ParameterizedTest
        @EnumSource
        void returnsAHashWithFieldsThatItDoesNotHave(Api api) {
            try (Stock stock = Stock.lettuce(proxy.uri())) {
                proxy.cutReplyAfter(HEADER + 3 * ELEMENT);
                assertThat(api.hgetall(stock.connection(), hash))
                        .succeedsWithin(SOON)
                        .isEqualTo(Map.of("a", "1", "b", "a", "1", "b"));
            }
        }
    }

    @Nested
    class Guarded {
        @ParameterizedTest
        @EnumSource
        void failsTheCallThatLostItsList(Api api) {
            try (RedisGuard guard = RedisGuard.connect(proxy.uri())) {
                StatefulRedisConnection<String, String> redis = guard.commands().connection();
                proxy.cutReplyAfter(HEADER + 2 * ELEMENT);
                failsAsLost(api.lrange(redis, list));

                await().ignoreExceptions().until(() -> redis.sync().ping().equals("PONG"));
                assertThat(api.lrange(redis, list)).succeedsWithin(SOON).isEqualTo(LIST);
            }
        }

        @ParameterizedTest
        @EnumSource
        void failsTheCallThatLostItsHash(Api api) {
            try (RedisGuard guard = RedisGuard.connect(proxy.uri())) {
                StatefulRedisConnection<String, String> redis = guard.commands().connection();
                proxy.cutReplyAfter(HEADER + 3 * ELEMENT);
                failsAsLost(api.hgetall(redis, hash));

                await().ignoreExceptions().until(() -> redis.sync().ping().equals("PONG"));
                assertThat(api.hgetall(redis, hash)).succeedsWithin(SOON).isEqualTo(HASH);
            }
        }

        private void failsAsLost(CompletableFuture<?> call) {
            assertThat(call)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(ConnectionLostException.class)
                    .matches(GuardFailure::isOutcomeUnknown);
        }
    }
}
