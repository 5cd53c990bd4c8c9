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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server executes INCR, and the link goes down before its reply is through. */
@ExtendWith(RedisExtension.class)
class IncrementRunsTwiceIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String key = Canary.key("counter");
    private final RedisServer server;
    private FaultProxy proxy;

    IncrementRunsTwiceIT(RedisServer server) {
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
        void executesOneCallTwice(Api api) {
            try (Stock stock = Stock.lettuce(proxy.uri())) {
                proxy.cutReplyAfter(0);
                assertThat(api.incr(stock.connection(), key))
                        .succeedsWithin(SOON)
                        .isEqualTo(2L);
            }

            assertThat(server.execute("GET", key)).isEqualTo("2");
        }
    }

    @Nested
    class Guarded {
        @ParameterizedTest
        @EnumSource
        void executesItOnceAndSaysThatTheOutcomeIsUnknown(Api api) {
            try (RedisGuard guard = RedisGuard.connect(proxy.uri())) {
                StatefulRedisConnection<String, String> redis = guard.commands().connection();
                proxy.cutReplyAfter(0);
                assertThat(api.incr(redis, key))
                        .failsWithin(SOON)
                        .withThrowableThat()
                        .withCauseInstanceOf(ConnectionLostException.class)
                        .matches(GuardFailure::isOutcomeUnknown);

                // nothing is sent again later either
                await().ignoreExceptions().until(() -> redis.sync().ping().equals("PONG"));
                assertThat(server.execute("GET", key)).isEqualTo("1");
                assertThat(api.incr(redis, key)).succeedsWithin(SOON).isEqualTo(2L);
            }
        }
    }
}
