package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.DecodeFailedException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions whose calls are cancelled, refused or unreadable. */
@ExtendWith(RedisExtension.class)
class TransactionsIT {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final String key = Canary.key("key");
    private final RedisServer server;
    private final FaultProxy proxy;
    private final RedisGuard guard;

    TransactionsIT(RedisServer server) {
        this.server = server;
        this.proxy = FaultProxy.inFrontOf(server);
        this.guard = RedisGuard.builder().uri(proxy.uri()).build();
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    @Test
    void whenExecIsCancelledAfterItWasSent_thenTheMembersStillEnd() throws Exception {
        try (RedisGuard patient = RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder().total(LONG).attempt(LONG).build())
                .build()) {
            patient.exclusive(connection -> {
                connection.sync().multi();
                RedisFuture<String> set = connection.async().set(key, "1");
                proxy.blackHole(Direction.TO_CLIENT);
                RedisFuture<TransactionResult> exec = connection.async().exec();
                await().until(() -> "1".equals(server.execute("GET", key))); // it is executed
                exec.cancel(true);
                proxy.heal();
                assertThat(set.toCompletableFuture()).succeedsWithin(SOON).isEqualTo("OK");
                return "";
            });
        }
    }

    @Test
    void whenExecIsCancelledBeforeItIsSent_thenTheMembersEnd() throws Exception {
        guard.exclusive(connection -> {
            connection.sync().multi();
            RedisFuture<String> set = connection.async().set(key, "1");
            connection.setAutoFlushCommands(false);
            RedisFuture<TransactionResult> exec = connection.async().exec();
            exec.cancel(true);
            connection.flushCommands();
            await().atMost(SOON).until(set::isDone);
            assertThat(set.toCompletableFuture()).isCompletedExceptionally();
            return "";
        });
        assertThat(guard.commands().sync().get(key)).isNull();
    }

    @Test
    void whenAMemberCannotBeDecoded_thenExecDoesNotSayItWasNull() throws Exception {
        guard.commands().sync().set(key, PickyCodec.UNREADABLE);

        assertThatExceptionOfType(DecodeFailedException.class)
                .isThrownBy(() -> guard.exclusive(new PickyCodec(), connection -> {
                    connection.sync().multi();
                    connection.sync().get(key);
                    return connection.sync().exec();
                }));
    }

    @Test
    void whenAWatchFails_thenItsCallbackCannotGoOn() throws Exception {
        List<CompletableFuture<?>> after = new ArrayList<>();
        guard.exclusive(connection -> {
            RedisAsyncCommands<String, String> redis = connection.async();
            connection.setAutoFlushCommands(false);
            CompletableFuture<Object> watch = redis.watch("")
                    .toCompletableFuture()
                    .handle((ok, e) -> {
                        assertThat(e).isInstanceOf(EncodeFailedException.class);
                        after.add(redis.multi().toCompletableFuture());
                        after.add(redis.set(key, "unwatched").toCompletableFuture());
                        after.add(redis.exec().toCompletableFuture());
                        return "";
                    });
            connection.setAutoFlushCommands(true);
            connection.flushCommands();
            assertThat(watch).succeedsWithin(SOON);
            assertThat(after)
                    .allSatisfy(future -> assertThat(future)
                            .failsWithin(SOON)
                            .withThrowableThat()
                            .withCauseInstanceOf(ConnectionLostException.class));
            return "";
        });
        assertThat(guard.commands().sync().get(key)).isNull();
    }

    @Test
    void whenUnwatchIsQueued_thenItDoesNotWaitForExec() {
        TransactionResult result = guard.exclusive(connection -> {
            connection.sync().multi();
            connection.sync().unwatch();
            connection.sync().set(key, "1");
            return connection.sync().exec();
        });
        assertThat(result).hasSize(2);
    }

    @Test
    void whenDiscardHangs_thenTheMembersEndWithIt() {
        guard.exclusive(connection -> {
            connection.sync().multi();
            proxy.blackHole();
            RedisFuture<String> set = connection.async().set(key, "1");
            RedisFuture<String> discard = connection.async().discard();
            await().atMost(SOON).until(discard::isDone);
            await().atMost(SOON).until(set::isDone);
            assertThat(set.toCompletableFuture()).isCompletedExceptionally();
            return "";
        });
    }

    @Test
    void whenMultiIsRefused_thenWhatFollowsIsNotExecutedOutsideOfIt() {
        try (RedisGuard small = RedisGuard.builder()
                .uri(proxy.uri())
                .bulkhead(BulkheadOptions.builder().maxInFlightExclusive(2).build())
                .build()) {
            List<RedisFuture<?>> futures = new ArrayList<>();
            small.exclusive(connection -> {
                RedisAsyncCommands<String, String> redis = connection.async();
                connection.sync().ping();
                proxy.blackHole(Direction.TO_CLIENT);
                RedisFuture<String> first = redis.ping();
                RedisFuture<String> second = redis.ping();
                futures.add(redis.multi());
                proxy.heal();
                // those not written yet end with the refusal, the others with their reply
                await().atMost(SOON).until(() -> first.isDone() && second.isDone());
                futures.add(redis.set(key, "outside"));
                futures.add(redis.exec());
                assertThat(futures)
                        .allSatisfy(future ->
                                assertThat(future.toCompletableFuture()).failsWithin(SOON));
                return "";
            });
        }
        assertThat(guard.commands().sync().get(key)).isNull();
    }

    @Test
    void whenACallbackOfDiscardMakesABlockingCall_thenDiscardIsNotConfusedByIt() {
        Throwable failure = catchThrowable(() -> guard.exclusive(connection -> {
            connection.sync().multi();
            RedisFuture<String> set = connection.async().set(key, "1");
            CompletableFuture<String> then = set.toCompletableFuture()
                    .thenApply(ok -> guard.commands().sync().echo("x"));
            await().until(() -> String.valueOf(server.execute("CLIENT", "LIST")).contains(" multi=1 ")); // it is queued
            proxy.delayReplies(Duration.ofMillis(50));
            connection.sync().discard();
            assertThat(then).isDone();
            return "";
        }));
        assertThat(failure).isNull();
    }

    @Test
    void whenArgumentsAreReadFromRedisWhileTheyAreRead_thenTheOuterCallIsNotConfused() {
        guard.commands().sync().set(key, "v");
        proxy.delayReplies(Duration.ofMillis(20));
        Map<String, String> lazy = new AbstractMap<>() {
            @Override
            public Set<Map.Entry<String, String>> entrySet() {
                return Map.of(key, guard.commands().sync().echo("read")).entrySet();
            }
        };
        assertThat(guard.commands().sync().mset(lazy)).isEqualTo("OK");
    }

    @Test
    void whenOneCommandStandsTwiceInABatch_thenItIsExecutedOnceAtMost() {
        io.lettuce.core.protocol.AsyncCommand<String, String, Long> incr =
                new io.lettuce.core.protocol.AsyncCommand<>(new io.lettuce.core.protocol.Command<>(
                        io.lettuce.core.protocol.CommandType.INCR,
                        new io.lettuce.core.output.IntegerOutput<>(io.lettuce.core.codec.StringCodec.UTF8),
                        new io.lettuce.core.protocol.CommandArgs<>(io.lettuce.core.codec.StringCodec.UTF8)
                                .addKey(key)));
        Object unused = guard.commands().connection().dispatch(List.of(incr, incr));
        assertThatThrownBy(() -> {
                    Long once = incr.get();
                    assertThat(guard.commands().sync().get(key)).isEqualTo(String.valueOf(once));
                    throw new IllegalStateException("fine");
                })
                .isNotInstanceOf(AssertionError.class);
    }

    @Test
    void aTimeThatOldServersTakeForEverIsRefused() {
        try (RedisGuard floor = RedisGuard.connect(proxy.uri())) {
            RedisCommands<String, String> redis = floor.commands().sync();

            assertThat(redis.blpop(0.0011, key)).isNull();
            assertThatThrownBy(() -> redis.blpop(1e-10, key))
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageContaining("for a millisecond or less");
        }
    }
}
