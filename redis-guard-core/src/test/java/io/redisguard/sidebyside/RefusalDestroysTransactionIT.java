package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.redisguard.Canary;
import io.redisguard.PickyCodec;
import io.redisguard.RedisGuard;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One command of a transaction is refused on the client's side. */
@ExtendWith(RedisExtension.class)
class RefusalDestroysTransactionIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String key = Canary.key("account");
    private final RedisServer server;

    RefusalDestroysTransactionIT(RedisServer server) {
        this.server = server;
    }

    @Nested
    class StockLettuce {
        private final CommandListener denyKeys = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                if (event.getCommand().getType() == CommandType.KEYS) {
                    throw new IllegalStateException("KEYS is denied");
                }
            }
        };

        @Test
        void losesTheResultsOfTheOthers() {
            try (Stock stock = Stock.lettuce(server.uri(), denyKeys)) {
                RedisAsyncCommands<String, String> redis = stock.connection().async();
                RedisFuture<String> unusedOpened = redis.multi();
                RedisFuture<String> unusedSet = redis.set(key, "1");
                assertThatThrownBy(() -> redis.keys("*")).hasMessage("KEYS is denied");
                RedisFuture<Long> unusedIncremented = redis.incr(key);
                CompletableFuture<TransactionResult> executed = redis.exec().toCompletableFuture();

                assertThat(executed).failsWithin(SOON);
                assertThat(server.execute("GET", key)).isEqualTo("2");
            }
        }
    }

    @Nested
    class Guarded {
        @Test
        void refusesOneCommandAndExecutesTheOthers() throws Exception {
            try (RedisGuard guard = RedisGuard.connect(server.uri())) {
                TransactionResult result = guard.exclusive(new PickyCodec(), connection -> {
                    RedisAsyncCommands<String, String> redis = connection.async();
                    CompletableFuture<String> opened = redis.multi().toCompletableFuture();
                    CompletableFuture<String> set = redis.set(key, "1").toCompletableFuture();
                    refuses(redis.dispatch(CommandType.MONITOR, new StatusOutput<>(StringCodec.UTF8)));
                    refuses(redis.dispatch(
                            CommandType.CLIENT,
                            new StatusOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8).add("REPLY").add("OFF")));
                    assertThat(redis.set(key, PickyCodec.UNWRITABLE).toCompletableFuture())
                            .failsWithin(SOON)
                            .withThrowableOfType(ExecutionException.class)
                            .withCauseInstanceOf(EncodeFailedException.class);
                    CompletableFuture<Long> incremented = redis.incr(key).toCompletableFuture();
                    TransactionResult executed = redis.exec().get(5, TimeUnit.SECONDS);

                    assertThat(opened).isCompletedWithValue("OK");
                    assertThat(set).isCompletedWithValue("OK");
                    assertThat(incremented).isCompletedWithValue(2L);
                    return executed;
                });

                assertThat(result).containsExactly("OK", 2L);
            }
        }

        @Test
        void doesSoForASynchronousCaller() {
            try (RedisGuard guard = RedisGuard.connect(server.uri())) {
                TransactionResult result = guard.exclusive(new PickyCodec(), connection -> {
                    RedisCommands<String, String> redis = connection.sync();
                    redis.multi();
                    redis.set(key, "1");
                    assertThatThrownBy(() -> redis.set(key, PickyCodec.UNWRITABLE))
                            .isInstanceOf(EncodeFailedException.class);
                    redis.incr(key);
                    return redis.exec();
                });

                assertThat(result).containsExactly("OK", 2L);
            }
        }

        private void refuses(RedisFuture<?> call) {
            assertThat(call.toCompletableFuture())
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(CommandRejectedException.class);
        }
    }
}
