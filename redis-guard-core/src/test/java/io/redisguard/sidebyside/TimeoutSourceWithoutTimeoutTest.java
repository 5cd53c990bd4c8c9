package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.TimeoutOptions.TimeoutSource;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.RedisGuard;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A {@link TimeoutSource} answers -1, "the default timeout" in Lettuce's words, and the server is silent. */
class TimeoutSourceWithoutTimeoutTest {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final Duration SLACK = Duration.ofMillis(500);
    private static final ClientOptions OPTIONS = ClientOptions.builder()
            .timeoutOptions(TimeoutOptions.builder()
                    .timeoutSource(new TimeoutSource() {
                        @Override
                        public long getTimeout(RedisCommand<?, ?, ?> command) {
                            return -1;
                        }
                    })
                    .build())
            .build();

    private final ScriptedServer server = ScriptedServer.start().silent("GET");

    @AfterEach
    void close() {
        server.close();
    }

    @Nested
    class StockLettuce {
        @Test
        void neverEndsAnAsynchronousCall() {
            try (Stock stock = Stock.lettuce(server.uri(), OPTIONS)) {
                stock.connection().setTimeout(LIMIT);
                RedisFuture<String> async = stock.connection().async().get("key");
                assertThatThrownBy(() -> stock.connection().sync().get("key"))
                        .isInstanceOf(RedisCommandTimeoutException.class);
                assertThatThrownBy(() -> stock.connection().sync().get("key"))
                        .isInstanceOf(RedisCommandTimeoutException.class);

                assertThat(async.isDone()).isFalse();
            }
        }
    }

    @Nested
    class Guarded {
        @Test
        void endsItAtItsDeadline() {
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(server.uri())
                    .clientOptions(OPTIONS)
                    .deadlines(DeadlineOptions.builder().attempt(LIMIT).build())
                    .build()) {
                RedisFuture<String> async = guard.commands().async().get("key");

                assertThat(async.toCompletableFuture())
                        .failsWithin(LIMIT.plus(SLACK))
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(DeadlineExceededException.class);
            }
        }
    }
}
