package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.resilience.BreakerMode;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call ends in time, whatever the server does. */
@ExtendWith(RedisExtension.class)
class DeadlineIT {
    private static final Duration ATTEMPT = Duration.ofMillis(150);
    private static final Duration SLOW = Duration.ofMillis(400);
    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final Duration SLACK = Duration.ofMillis(500);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final String key = Canary.key("deadline");
    private final RedisServer server;
    private final RedisGuard guard;

    DeadlineIT(RedisServer server) {
        this.server = server;
        this.guard = RedisGuard.builder()
                .uri(server.uri())
                .deadlines(DeadlineOptions.builder()
                        .attempt(ATTEMPT)
                        .slow(SLOW)
                        .blockingMargin(MARGIN)
                        .build())
                .circuitBreaker(
                        CircuitBreakerOptions.builder().mode(BreakerMode.OFF).build())
                .build();
    }

    /** The time limits are not those of a virtual machine that loads its classes. */
    @BeforeAll
    static void warmUp(RedisServer server) {
        try (RedisGuard guard = RedisGuard.connect(server.uri())) {
            GuardedCommands<String, String> patient = guard.commands().within(LONG);
            for (Interface api : Interface.values()) {
                assertThat(api.fast.apply(patient)).isNull();
                assertThat(api.slow.apply(patient)).isNotNull();
            }
        }
    }

    @AfterEach
    void close() {
        server.resume();
        guard.close();
    }

    /** Lettuce's three interfaces, one fast and one slow command each. */
    @SuppressWarnings("ImmutableEnumChecker") // Function does not say that it is
    enum Interface {
        SYNC(c -> c.sync().get("k"), c -> c.sync().eval("return 1", ScriptOutputType.INTEGER)),
        ASYNC(
                c -> joined(c.async().get("k").toCompletableFuture()),
                c -> joined(c.async().eval("return 1", ScriptOutputType.INTEGER).toCompletableFuture())),
        REACTIVE(
                c -> c.reactive().get("k").block(),
                c -> c.reactive()
                        .eval("return 1", ScriptOutputType.INTEGER)
                        .collectList()
                        .block());

        private final Function<GuardedCommands<String, String>, @Nullable Object> fast;
        private final Function<GuardedCommands<String, String>, @Nullable Object> slow;

        Interface(
                Function<GuardedCommands<String, String>, @Nullable Object> fast,
                Function<GuardedCommands<String, String>, @Nullable Object> slow) {
            this.fast = fast;
            this.slow = slow;
        }

        private static @Nullable Object joined(CompletableFuture<?> future) {
            try {
                return Door.await(future);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private void assertThatItEndsAfter(Duration limit, Callable<?> call) {
        long start = System.nanoTime();
        Throwable thrown = catchThrowable(call::call);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(thrown).isInstanceOfSatisfying(DeadlineExceededException.class, late -> {
            assertThat(late.limit()).isEqualTo(limit);
            assertThat(late.getMessage()).contains("within " + limit.toMillis() + " ms");
        });
        assertThat(took).isBetween(limit.minus(TICK), limit.plus(SLACK));
    }

    @Nested
    class GivenAServerThatHangs {
        @BeforeEach
        void given() {
            server.pause();
        }

        @ParameterizedTest
        @EnumSource
        void whenAnOrdinaryCommandIsCalled_thenItEndsWithTheAttempt(Interface api) {
            assertThatItEndsAfter(ATTEMPT, () -> api.fast.apply(guard.commands()));
        }

        @ParameterizedTest
        @EnumSource
        void whenAScriptIsCalled_thenItHasTheTimeOfSlowCommands(Interface api) {
            assertThatItEndsAfter(SLOW, () -> api.slow.apply(guard.commands()));
        }

        @ParameterizedTest
        @EnumSource
        void whenACallHasALimitOfItsOwn_thenThatCounts(Interface api) {
            Duration shorter = Duration.ofMillis(80);
            Duration longer = Duration.ofMillis(600);

            assertThatItEndsAfter(shorter, () -> api.fast.apply(guard.commands().within(shorter)));
            assertThatItEndsAfter(shorter, () -> api.slow.apply(guard.commands().within(shorter)));
            assertThatItEndsAfter(longer, () -> api.fast.apply(guard.commands().within(longer)));
        }

        @Test
        void whenManyCallsWait_thenAllEndInTime() {
            int calls = 2_000;
            Duration limit = Duration.ofMillis(100);
            Queue<Long> late = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<?>> all = new ArrayList<>();
            GuardedCommands<String, String> hasty = guard.commands().within(limit);

            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                all.add(hasty.async()
                        .get(key)
                        .whenComplete((value, failure) -> late.add(System.nanoTime() - start - limit.toNanos()))
                        .toCompletableFuture());
            }
            all.forEach(
                    call -> assertThat(catchThrowable(call::join)).hasCauseInstanceOf(DeadlineExceededException.class));

            long[] sorted = late.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    "deadline of 100 ms, %d async calls: late by %.1f ms (median), %.1f ms (p99), %.1f ms (longest)%n",
                    calls, sorted[calls / 2] / 1e6, sorted[calls * 99 / 100] / 1e6, sorted[calls - 1] / 1e6);
            assertThat(Duration.ofNanos(sorted[calls - 1])).isLessThan(SLACK);
        }
    }

    @Nested
    class GivenASlowServer {
        @Test
        void whenASlowCommandTakesLongerThanAnOrdinaryOneMay_thenItIsWaitedFor() {
            String spin = "local s = redis.call('TIME') repeat local n = redis.call('TIME')"
                    + " until (n[1] - s[1]) * 1000000 + n[2] - s[2] > 250000 return 'done'";

            try (RedisGuard patient = RedisGuard.builder()
                    .uri(server.uri())
                    .deadlines(DeadlineOptions.builder()
                            .attempt(ATTEMPT)
                            .slow(LONG)
                            .build())
                    .build()) {
                String done = patient.commands().sync().eval(spin, ScriptOutputType.VALUE);

                assertThat(done).isEqualTo("done");
            }
        }

        @Test
        void whenRepliesComeLate_thenNoneReachesAnotherCall() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                    RedisGuard slowly = RedisGuard.connect(proxy.uri())) {
                RedisCommands<String, String> hasty =
                        slowly.commands().within(Duration.ofMillis(50)).sync();
                proxy.delayReplies(Duration.ofSeconds(2));
                for (int i = 0; i < 5; i++) { // fewer than make the server count as silent
                    String lost = "lost" + i;
                    assertThatThrownBy(() -> hasty.echo(lost)).isInstanceOf(DeadlineExceededException.class);
                }
                proxy.heal(); // all of them arrive now

                assertThat(slowly.commands().sync().echo("mine")).isEqualTo("mine");
            }
        }
    }

    @Nested
    class GivenABlockingCommand {
        @Test
        void whenTheServerWaitsInVain_thenTheCallReturnsItsAnswer() {
            guard.exclusive(connection -> {
                long start = System.nanoTime();
                assertThat(connection.sync().blpop(0.3, key)).isNull();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(
                                Duration.ofMillis(280), Duration.ofMillis(300).plus(SLACK));
                return "";
            });
        }

        @Test
        void whenTheServerHangs_thenTheCallEndsAfterTheServersTimeAndTheMargin() {
            guard.exclusive(connection -> {
                server.pause();
                assertThatItEndsAfter(
                        Duration.ofMillis(300).plus(MARGIN),
                        () -> connection.sync().blpop(0.3, key));
                return "";
            });
        }

        @Test
        void whenStreamsAreReadBlocking_thenTheSameHolds() {
            guard.exclusive(connection -> {
                server.pause();
                assertThatItEndsAfter(
                        Duration.ofMillis(250).plus(MARGIN),
                        () -> connection
                                .reactive()
                                .xread(XReadArgs.Builder.block(250), latest())
                                .collectList()
                                .block());
                return "";
            });
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type
        private XReadArgs.StreamOffset<String>[] latest() {
            return new XReadArgs.StreamOffset[] {XReadArgs.StreamOffset.latest(key)};
        }

        @Test
        void whenItWouldWaitForEver_thenItIsRefused() {
            try (RedisGuard patient = RedisGuard.connect(server.uri())) {
                patient.exclusive(connection -> {
                    for (String line : List.of(
                            "BLPOP q 0",
                            "BRPOP q 0.0",
                            "BLMPOP 0 1 q LEFT",
                            "BZPOPMIN q 0",
                            "XREAD BLOCK 0 STREAMS s $",
                            "WAIT 1 0",
                            "BLPOP q 0x0",
                            "BLPOP q 0.0000000000000000000000000000000000000000")) {
                        assertThatThrownBy(() -> Door.SYNC.send(connection, line))
                                .as(line)
                                .isInstanceOf(CommandRejectedException.class)
                                .hasMessageContaining("for ever")
                                .hasMessageContaining("Give it a longer timeout");
                    }
                    return connection.sync().ping();
                });
            }
        }
    }

    @Nested
    class GivenAnEventLoopThread {
        private final FaultProxy proxy = FaultProxy.inFrontOf(server);
        private final RedisGuard delayed = RedisGuard.connect(proxy.uri());

        @AfterEach
        void end() {
            delayed.close();
            proxy.close();
        }

        /** Holds the reply back until the callback waits for it: one that came sooner would not run on the loop. */
        private Throwable failureOnTheEventLoop(Runnable blocking) throws Exception {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            proxy.blackHole(Direction.TO_CLIENT);
            CompletableFuture<Void> unused = delayed.commands()
                    .within(LONG)
                    .async()
                    .get(key)
                    .thenAccept(value -> failure.complete(catchThrowable(blocking::run)))
                    .toCompletableFuture();
            proxy.heal();
            Throwable thrown = failure.get(5, TimeUnit.SECONDS);
            assertThat(unused).succeedsWithin(Duration.ofSeconds(1));
            return thrown;
        }

        @Test
        void whenASyncCallIsMade_thenItIsRefusedAtOnceWithTheReason() throws Exception {
            Throwable thrown =
                    failureOnTheEventLoop(() -> delayed.commands().sync().get(key));

            assertThat(thrown)
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageContaining("event loop thread 'lettuce-")
                    .hasMessageContaining("Use async()");
            assertThat(delayed.commands().sync().ping()).isEqualTo("PONG");
        }

        @Test
        void whenAnExclusiveBlockIsWanted_thenItIsRefusedAsWell() throws Exception {
            Throwable thrown = failureOnTheEventLoop(
                    () -> delayed.exclusive(connection -> connection.sync().ping()));

            assertThat(thrown).isInstanceOf(CommandRejectedException.class).hasMessageContaining("exclusive()");
        }
    }

    @Nested
    class GivenAnInterrupt {
        @Test
        void whenTheThreadWaitsForItsReply_thenItStopsAndKeepsTheFlag() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            List<Object> seen = new ArrayList<>();
            server.pause();

            Thread caller = new Thread(() -> {
                started.countDown();
                seen.add(catchThrowable(
                        () -> guard.commands().within(LONG).sync().get(key)));
                seen.add(Thread.currentThread().isInterrupted());
            });
            caller.start();
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
            caller.interrupt();
            caller.join(2_000);

            assertThat(seen).hasSize(2);
            assertThat(seen.get(0)).isInstanceOf(CallInterruptedException.class);
            assertThat(seen.get(1)).isEqualTo(true);
        }

        @Test
        void whenTheFlagIsSetBefore_thenTheCallEndsInterruptedAndTheStreamStaysInStep() {
            RedisCommands<String, String> redis = guard.commands().within(LONG).sync();

            server.pause(); // a reply that is there already would be returned
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> redis.echo("lost"));
            boolean flag = Thread.interrupted();
            server.resume();

            assertThat(thrown).isInstanceOf(CallInterruptedException.class);
            assertThat(flag).isTrue();
            assertThat(redis.echo("mine")).isEqualTo("mine");
        }
    }

    @Nested
    class GivenTheTimeoutsOfLettuce {
        @Test
        void whenAsked_thenTheyCannotEndACallEarlier() {
            StatefulRedisConnection<String, String> connection =
                    guard.commands().connection();

            assertThat(connection.getTimeout()).isGreaterThan(Duration.ofHours(1));
            assertThat(connection.getOptions().getTimeoutOptions().isTimeoutCommands())
                    .isFalse();
        }
    }
}
