package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.TestCertificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands written close together leave in few system calls, and nothing else about them changes. */
@ExtendWith(RedisExtension.class)
class FlushCoalescingIT {
    private static final int BURST = 1_000;
    private static final Duration LONG = Duration.ofSeconds(10);

    private static final DeadlineOptions LONG_DEADLINES =
            DeadlineOptions.builder().total(LONG).attempt(LONG).build();
    private static final TestCertificates CERTIFICATES = TestCertificates.create();

    private final String key = Canary.key("flush");
    private final Flushes flushes = new Flushes();
    private final QuickResources resources = new QuickResources(flushes);
    private final RedisGuard guard;

    FlushCoalescingIT(RedisServer server) {
        guard = RedisGuard.builder()
                .uri(server.uri())
                .clientResources(resources.get())
                .deadlines(LONG_DEADLINES)
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
        resources.close();
    }

    @Nested
    class GivenASharedConnection {
        private final RedisAsyncCommands<String, String> redis =
                guard.commands().async();

        @Test
        void whenManyCommandsAreSentAtOnce_thenFewSystemCallsAreMade() throws Exception {
            redis.set(key, "0").get(1, TimeUnit.SECONDS);
            int doneBefore = flushes.done();

            List<RedisFuture<Long>> calls = new ArrayList<>();
            flushes.whileTheLoopsAreBusy(() -> IntStream.range(0, BURST).forEach(i -> calls.add(redis.incr(key))));

            assertThat(values(calls)).isEqualTo(countTo(BURST));
            assertThat(flushes.done() - doneBefore).as("system calls").isLessThanOrEqualTo(BURST / 4);
        }

        @Test
        void whenOneCallerWaitsForEachReply_thenNothingIsHeldBack() {
            int calls = 200;
            guard.commands().sync().set(key, "0");
            int doneBefore = flushes.done();

            long[] nanos = LongStream.range(0, calls)
                    .map(i -> {
                        long start = System.nanoTime();
                        guard.commands().sync().incr(key);
                        return System.nanoTime() - start;
                    })
                    .sorted()
                    .toArray();

            assertThat(Duration.ofNanos(nanos[calls / 2])).isLessThan(Duration.ofMillis(20));
            assertThat(flushes.done() - doneBefore).isGreaterThanOrEqualTo(calls);
        }

        @Test
        void whenSmallAndLargeCommandsFollowEachOther_thenTheyAreExecutedInOrder() throws Exception {
            StringBuilder expected = new StringBuilder();
            List<RedisFuture<Long>> calls = new ArrayList<>();
            flushes.whileTheLoopsAreBusy(() -> IntStream.range(0, BURST).forEach(i -> {
                String text = "é" + i + (i % 7 == 3 ? "x".repeat(3_000 + i) : ";");
                expected.append(text);
                calls.add(redis.append(key, text));
            }));

            assertThat(values(calls)).hasSize(BURST).isSorted();
            assertThat(redis.get(key).get(2, TimeUnit.SECONDS)).isEqualTo(expected.toString());
        }

        @Test
        void whenEachReplyCausesTheNextCommand_thenNoneWaitsForMoreToRead() throws Exception {
            redis.set(key, "0").get(1, TimeUnit.SECONDS);
            CompletionStage<Long> chain = redis.incr(key);
            for (int i = 1; i < 200; i++) {
                chain = chain.thenCompose(count -> redis.incr(key));
            }

            assertThat(chain.toCompletableFuture().get(2, TimeUnit.SECONDS)).isEqualTo(200);
        }
    }

    @Nested
    class GivenTls {
        @Test
        void whenManyCommandsAreSentAtOnce_thenTheyShareSystemCallsAndRecords() throws Exception {
            try (RedisServer secured = RedisServer.builder().tls(CERTIFICATES).start();
                    RedisGuard guarded = RedisGuard.builder()
                            .uri(secured.uri())
                            .clientResources(resources.get())
                            .security(SecurityOptions.builder()
                                    .trustedCertificates(CERTIFICATES.authority())
                                    .build())
                            .deadlines(LONG_DEADLINES)
                            .build()) {
                RedisAsyncCommands<String, String> redis = guarded.commands().async();
                redis.set(key, "0").get(1, TimeUnit.SECONDS);
                int doneBefore = flushes.done();
                long bytesBefore = flushes.bytes();

                List<RedisFuture<Long>> calls = new ArrayList<>();
                flushes.whileTheLoopsAreBusy(() -> IntStream.range(0, BURST).forEach(i -> calls.add(redis.incr(key))));

                assertThat(values(calls)).isEqualTo(countTo(BURST));
                assertThat(flushes.done() - doneBefore).as("system calls").isLessThanOrEqualTo(BURST / 4);
                long plainBytes = (long) BURST * ("*2\r\n$4\r\nINCR\r\n$\r\n\r\n".length() + key.length() + 2);
                assertThat(flushes.bytes() - bytesBefore)
                        .as("a record for each command would add 22 bytes to each")
                        .isLessThan(plainBytes + 5L * BURST);
            }
        }
    }

    @Nested
    class GivenAnExclusiveConnectionThatTracksKeys {
        private final Queue<String> invalidated = new ConcurrentLinkedQueue<>();

        @BeforeEach
        void setKeys() throws Exception {
            setAll("old");
        }

        @Test
        void whenOthersChangeThemDuringAPipeline_thenTheListenerHearsOfEachOnceAndRepliesStayInStep() throws Exception {
            List<String> read = guard.exclusive(connection -> {
                connection.addListener(message -> {
                    if (message.getType().equals("invalidate")) {
                        invalidated.addAll(keysOf(message.getContent(StringCodec.UTF8::decodeKey)));
                    }
                });
                connection.sync().clientTracking(TrackingArgs.Builder.enabled());
                assertThat(values(getAll(connection))).containsOnly("old");
                CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> setAll("new"));
                List<RedisFuture<String>> echoes = new ArrayList<>();
                for (int i = 0; i < BURST || !writer.isDone(); i++) {
                    echoes.add(connection.async().echo("echo " + i));
                    if (i % 100 == 99) {
                        assertThat(echoes.get(i).get(1, TimeUnit.SECONDS)).isEqualTo("echo " + i);
                    }
                }
                writer.get(5, TimeUnit.SECONDS);
                await().until(() -> invalidated.size() >= BURST);
                assertThat(values(echoes))
                        .isEqualTo(IntStream.range(0, echoes.size())
                                .mapToObj(i -> "echo " + i)
                                .toList());
                return values(getAll(connection));
            });

            assertThat(read).hasSize(BURST).containsOnly("new");
            assertThat(invalidated)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, BURST).mapToObj(i -> key + i).toList());
        }

        private void setAll(String value) {
            List<RedisFuture<String>> calls = IntStream.range(0, BURST)
                    .mapToObj(i -> guard.commands().async().set(key + i, value))
                    .toList();
            assertThat(values(calls)).containsOnly("OK");
        }

        private List<RedisFuture<String>> getAll(StatefulRedisConnection<String, String> connection) {
            return IntStream.range(0, BURST)
                    .mapToObj(i -> connection.async().get(key + i))
                    .toList();
        }

        private List<String> keysOf(List<Object> invalidation) {
            return ((List<?>) invalidation.get(1)).stream().map(String::valueOf).toList();
        }
    }

    @Nested
    class GivenAnExclusiveConnectionThatFlushesByHand {
        @Test
        void whenFlushed_thenAllGoAndCompleteInOrderAndNoneWentBefore() throws Exception {
            List<Long> counts = guard.exclusive(connection -> {
                connection.setAutoFlushCommands(false);
                List<RedisFuture<Long>> calls = IntStream.range(0, BURST)
                        .mapToObj(i -> connection.async().incr(key))
                        .toList();
                assertThat(guard.commands().sync().exists(key))
                        .as("before the flush")
                        .isZero();
                int doneBefore = flushes.done();

                connection.flushCommands();

                List<Long> replies = values(calls);
                assertThat(flushes.done() - doneBefore).as("system calls").isLessThanOrEqualTo(BURST / 4);
                return replies;
            });

            assertThat(counts).isEqualTo(countTo(BURST));
        }
    }

    @Nested
    class GivenAnExclusiveConnectionInATransaction {
        @Test
        void whenItsCommandsArePipelined_thenTheyAreExecutedInOrder() throws Exception {
            List<Long> members = guard.exclusive(connection -> {
                RedisAsyncCommands<String, String> redis = connection.async();
                RedisFuture<String> multi = redis.multi();
                List<RedisFuture<Long>> calls =
                        IntStream.range(0, BURST).mapToObj(i -> redis.incr(key)).toList();
                RedisFuture<TransactionResult> exec = redis.exec();

                assertThat(multi.get(2, TimeUnit.SECONDS)).isEqualTo("OK");
                assertThat(exec.get(2, TimeUnit.SECONDS).stream().toList()).isEqualTo(countTo(BURST));
                return values(calls);
            });

            assertThat(members).isEqualTo(countTo(BURST));
        }
    }

    private static List<Long> countTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static <T> List<T> values(List<RedisFuture<T>> calls) {
        return calls.stream()
                .map(call -> call.toCompletableFuture()
                        .orTimeout(2, TimeUnit.SECONDS)
                        .join())
                .toList();
    }
}
