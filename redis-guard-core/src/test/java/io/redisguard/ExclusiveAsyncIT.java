package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asynchronous work has a connection for itself until its stage completes, or until its caller has had enough. */
@ExtendWith(RedisExtension.class)
class ExclusiveAsyncIT {
    private static final Duration SOON = Duration.ofSeconds(2);

    private final String key = Canary.key("exclusive-async");
    private final RedisServer server;
    private final RedisGuard guard;

    ExclusiveAsyncIT(RedisServer server) {
        this.server = server;
        this.guard = RedisGuard.builder()
                .uri(server.uri())
                .connection(ConnectionOptions.builder()
                        .drainTimeout(Duration.ofMillis(100))
                        .exclusive(PoolOptions.builder()
                                .maxSize(1)
                                .maxWait(Duration.ofSeconds(1))
                                .build())
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    private CompletableFuture<Long> clientId() {
        return guard.exclusiveAsync(connection -> connection.async().clientId());
    }

    @Nested
    class GivenAFreeConnection {
        @Test
        void whenTheStageCompletes_thenSoDoesTheResult() {
            CompletableFuture<TransactionResult> result = guard.exclusiveAsync(connection -> {
                RedisFuture<String> multi = connection.async().multi();
                RedisFuture<Long> member = connection.async().incr(key);
                return connection
                        .async()
                        .exec()
                        .thenCombine(multi, (exec, ok) -> exec)
                        .thenCombine(member, (exec, incremented) -> exec);
            });

            assertThat(result)
                    .succeedsWithin(SOON)
                    .satisfies(exec -> assertThat((Long) exec.get(0)).isEqualTo(1));
        }

        @Test
        @SuppressWarnings("NullAway") // what careless work does
        void whenTheWorkReturnsNoStage_thenTheResultFails_andTheConnectionIsFree() {
            CompletableFuture<Long> result = guard.exclusiveAsync(connection -> null);

            assertThat(result)
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("returned no stage");
            assertThat(clientId()).succeedsWithin(SOON);
        }

        @Test
        void whenNothingIsChanged_thenTheNextWorkGetsTheSameOne() throws Exception {
            Long first = clientId().get(2, TimeUnit.SECONDS);

            assertThat(clientId()).succeedsWithin(SOON).isEqualTo(first);
            Long second = guard.exclusive(connection -> connection.sync().clientId());
            assertThat(second).isEqualTo(first);
        }

        @Test
        void whenWishesAndCodecAreGiven_thenTheyHoldInside() {
            assertThat(guard.commands()
                            .allowing("KEYS", "a test of allowances")
                            .exclusiveAsync(connection -> connection.async().keys(key)))
                    .succeedsWithin(SOON);
            assertThat(guard.exclusiveAsync(connection -> connection.async().keys(key)))
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(CommandRejectedException.class);
            assertThat(guard.exclusiveAsync(
                            ByteArrayCodec.INSTANCE,
                            connection -> connection.async().get(new byte[] {'k'})))
                    .succeedsWithin(SOON)
                    .isNull();
        }

        @Test
        void whenTheWorkThrows_thenTheResultFailsWithThatAndTheConnectionIsFree() {
            CompletableFuture<String> result = guard.exclusiveAsync(connection -> {
                throw new IOException("the work's own");
            });

            assertThat(result)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(IOException.class)
                    .withMessageContaining("the work's own");
            assertThat(clientId()).succeedsWithin(SOON);
        }

        @Test
        void whenTheStageFails_thenTheResultFailsWithThat() {
            assertThat(guard.exclusiveAsync(connection -> connection
                            .async()
                            .get(key)
                            .thenCompose(value -> CompletableFuture.failedStage(new IOException("the stage's own")))))
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(IOException.class);
        }

        @Test
        void whenTheWorkCallsExclusiveItself_thenItIsRefused() {
            assertThat(guard.exclusiveAsync(connection -> CompletableFuture.completedFuture(
                            guard.exclusive(inner -> inner.sync().ping()))))
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("inside an exclusive block");
        }

        @Test
        void whenTheConnectionIsUsedAfterwards_thenItIsRefused() {
            List<StatefulRedisConnection<String, String>> escaped = new CopyOnWriteArrayList<>();
            assertThat(guard.exclusiveAsync(connection -> {
                        escaped.add(connection);
                        return connection.async().get(key);
                    }))
                    .succeedsWithin(SOON);

            assertThatThrownBy(() -> escaped.get(0).sync().get(key)).isInstanceOf(GuardClosedException.class);
        }
    }

    @Nested
    class GivenWorkUnderWay {
        private final CompletableFuture<String> unfinished = new CompletableFuture<>();
        private final AtomicReference<Long> connectionId = new AtomicReference<>();
        private final CompletableFuture<String> working;

        GivenWorkUnderWay() {
            working = guard.exclusiveAsync(
                    connection -> connection.async().clientId().thenCompose(id -> {
                        connectionId.set(id);
                        return unfinished;
                    }));
            await().until(() -> connectionId.get() != null);
        }

        private boolean serverKnowsIt() {
            return String.valueOf(server.execute("CLIENT", "LIST")).contains("id=" + connectionId.get() + " ");
        }

        @Test
        void whenItIsCancelled_thenItsConnectionIsClosedAndTheNextGetsANewOne() throws Exception {
            CompletableFuture<Long> next = clientId();
            assertThat(next).isNotDone();

            working.cancel(false);

            assertThat(next).succeedsWithin(SOON).isNotEqualTo(connectionId.get());
            await().until(() -> !serverKnowsIt());
        }

        @Test
        void whenItsCallerSetsATimeout_thenItsConnectionIsClosedToo() {
            assertThat(working.orTimeout(10, TimeUnit.MILLISECONDS)).failsWithin(SOON);

            await().until(() -> !serverKnowsIt());
        }

        @Test
        void whenAnotherGivesUpItsPlace_thenItsWorkIsNeverBegun() {
            List<String> begun = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<String> impatient = guard.exclusiveAsync(connection -> {
                begun.add("impatient");
                return connection.async().ping();
            });
            impatient.cancel(false);

            unfinished.complete("done");

            assertThat(clientId()).succeedsWithin(SOON).isEqualTo(connectionId.get());
            assertThat(begun).isEmpty();
        }

        @Test
        void whenNoneIsFreeInTime_thenTheNumbersAreTold() {
            assertThat(clientId())
                    .failsWithin(Duration.ofSeconds(2))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(PoolExhaustedException.class, e -> {
                        assertThat(e.state().lent()).isEqualTo(1);
                        assertThat(e.waited()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
                        assertThat(e.longestHolder()).contains("ExclusiveAsyncIT");
                    });
        }

        @Test
        void whenManyWait_thenTheyAreServedInOrder() {
            List<Integer> served = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                waiting.add(guard.exclusiveAsync(connection -> {
                    served.add(number);
                    return connection.async().ping();
                }));
            }

            unfinished.complete("done");

            assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(SOON);
            assertThat(served).isSorted().hasSize(200);
        }

        @Test
        void whenTheGuardIsClosed_thenItAndThoseWhoWaitAreTold() {
            CompletableFuture<Long> next = clientId();

            guard.close();

            assertThat(List.<CompletionStage<?>>of(working, next))
                    .allSatisfy(ended -> assertThat(ended.toCompletableFuture())
                            .failsWithin(SOON)
                            .withThrowableThat()
                            .withCauseInstanceOf(GuardClosedException.class));
            assertThat(clientId()).failsWithin(SOON);
        }
    }

    @Test
    void aCallThatHangsEndsByItsDeadlineAndSoDoesTheWork() {
        assertThat(guard.exclusiveAsync(connection -> {
                    server.pause();
                    return connection.async().get(key);
                }))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(DeadlineExceededException.class);
        server.resume();
        await().atMost(SOON).ignoreExceptions().until(() -> clientId().get(1, TimeUnit.SECONDS) != null);
    }
}
