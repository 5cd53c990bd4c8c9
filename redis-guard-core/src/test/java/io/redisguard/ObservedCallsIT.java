package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.redisguard.command.GuardEvent;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever becomes of a call, it is in the meters once. */
@ExtendWith(RedisExtension.class)
class ObservedCallsIT {
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final String key = Canary.key("observed");
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final RedisServer server;
    private FaultProxy proxy;
    private RedisGuard guard;

    ObservedCallsIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        proxy = FaultProxy.inFrontOf(server);
        guard = builder().build();
    }

    private RedisGuard.Builder builder() {
        return RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder().attempt(DEADLINE).build())
                .connection(ConnectionOptions.builder()
                        .startUp(StartUp.LAZY)
                        .drainTimeout(Duration.ZERO)
                        .build())
                .observe(ObserveOptions.builder()
                        .meters(meters)
                        .observations(observations)
                        .build())
                .onEvent(events::add);
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    private double counted(String... tags) {
        return meters.find("redis.guard.commands").tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private long timed(String... tags) {
        return meters.find("db.client.operation.duration").tags(tags).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static void awaitEnd(RedisFuture<?> call) {
        await().until(call::isDone);
    }

    // ---- every outcome -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void everyOutcomeIsOneRecordOneCountAndOneObservation(CallOutcome outcome) {
        String command = bringAbout(outcome);

        String errorType = switch (outcome) {
            case SUCCESS -> "none";
            case SERVER_ERROR -> "ERR";
            default -> outcome.name().toLowerCase(Locale.ROOT);
        };
        await().untilAsserted(() -> assertThat(timed("db.operation.name", command, "error.type", errorType))
                .isEqualTo(1));
        await().untilAsserted(() -> assertThat(observations)
                .hasAnObservation(observation -> observation
                        .hasContextualNameEqualTo(command)
                        .hasLowCardinalityKeyValue("error.type", errorType)));
        assertThat(timed("db.operation.name", command)).isEqualTo(1);
        assertThat(counted("command", command)).isEqualTo(1);
    }

    /** Makes one call end so, and returns the name of its command. */
    private String bringAbout(CallOutcome outcome) {
        RedisAsyncCommands<String, String> async =
                guard.commands(new PickyCodec()).async();
        switch (outcome) {
            case SUCCESS -> awaitEnd(async.incr(key));
            case REJECTED -> {
                awaitEnd(async.multi());
                return "MULTI";
            }
            case DEADLINE_BEFORE_SENDING ->
                guard.exclusive(connection -> {
                    connection.setAutoFlushCommands(false);
                    awaitEnd(connection.async().incr(key));
                    return connection.isOpen();
                });
            case DEADLINE_AFTER_SENDING -> {
                proxy.blackHole(Direction.TO_CLIENT);
                awaitEnd(async.incr(key));
            }
            case CONNECTION_LOST_BEFORE_SENDING -> {
                proxy.refuse().reset();
                await().until(() -> !guard.commands().connection().isOpen());
                awaitEnd(async.incr(key));
            }
            case CONNECTION_LOST_AFTER_SENDING -> {
                proxy.cutReplyAfter(0);
                awaitEnd(async.incr(key));
            }
            case SERVER_ERROR -> {
                server.execute("SET", key, "no number");
                awaitEnd(async.incr(key));
            }
            case CANNOT_ENCODE -> {
                awaitEnd(async.set(key, PickyCodec.UNWRITABLE));
                return "SET";
            }
            case CANNOT_DECODE -> {
                server.execute("SET", key, PickyCodec.UNREADABLE);
                awaitEnd(async.getdel(key));
                return "GETDEL";
            }
            case INTERRUPTED -> {
                proxy.blackHole(Direction.TO_CLIENT);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> guard.commands().sync().incr(key))
                        .isInstanceOf(CallInterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
            }
            case CANCELLED -> {
                proxy.blackHole(Direction.TO_CLIENT);
                assertThat(async.incr(key).cancel(true)).isTrue();
            }
            case CLOSED -> {
                guard.close();
                awaitEnd(async.incr(key));
            }
        }
        return "INCR";
    }

    @Test
    void aCallThatEndedAsClosedWhileItWasUnderWayIsCountedToo() {
        proxy.blackHole(Direction.TO_CLIENT);
        RedisFuture<Long> call = guard.commands().async().incr(key);
        await().until(() -> "1".equals(server.execute("GET", key)));

        guard.close();

        awaitEnd(call);
        await().untilAsserted(() -> assertThat(timed("error.type", "closed")).isEqualTo(1));
    }

    @Test
    void anOutageFromTheStartIsSeen() {
        proxy.refuse();
        try (RedisGuard lazy = builder().uri(proxy.uri()).build()) {
            awaitEnd(lazy.commands().async().get(key));
            assertThatThrownBy(() -> lazy.commands().sync().get(key)).isInstanceOf(ConnectionLostException.class);

            awaitEnd(lazy.commands().async().configGet("maxmemory"));

            assertThat(counted("command", "GET", "outcome", "connection_lost")).isEqualTo(2);
            assertThat(counted("command", "CONFIG GET", "outcome", "connection_lost"))
                    .isEqualTo(1);
            assertThat(timed("error.type", "connection_lost_before_sending")).isEqualTo(3);
        }
    }

    @Test
    void membersOfATransactionAreCounted() {
        guard.exclusive(connection -> {
            connection.sync().multi();
            RedisFuture<Long> counts = connection.async().incr(key);
            RedisFuture<Long> fails = connection.async().lpush(key, "no list");
            assertThat(connection.sync().exec()).hasSize(2);
            awaitEnd(counts);
            awaitEnd(fails);
            return connection.isOpen();
        });

        await().untilAsserted(() -> {
            assertThat(counted("command", "MULTI", "outcome", "success")).isEqualTo(1);
            assertThat(counted("command", "EXEC", "outcome", "success")).isEqualTo(1);
            assertThat(counted("command", "INCR", "outcome", "success")).isEqualTo(1);
            assertThat(counted("command", "LPUSH", "outcome", "error")).isEqualTo(1);
            assertThat(timed("db.operation.name", "LPUSH", "db.response.status_code", "WRONGTYPE"))
                    .isEqualTo(1);
        });
    }

    @Test
    void whatCameInForATransactionIsCountedOnce() {
        server.execute("SET", key, "0123456789");
        guard.exclusive(connection -> {
            connection.sync().multi();
            RedisFuture<String> member = connection.async().get(key);
            assertThat(connection.sync().exec()).hasSize(1);
            awaitEnd(member);
            return connection.isOpen();
        });

        await().untilAsserted(() -> {
            DistributionSummary in = meters.get("redis.guard.command.payload")
                    .tag("direction", "in")
                    .summary();
            assertThat(counted("outcome", "success")).isEqualTo(3);
            assertThat(in.count()).isEqualTo(2);
            assertThat(in.totalAmount()).isEqualTo("OK".length() + 10.0);
        });
    }

    // ---- under faults ------------------------------------------------------------------------------------------

    @Test
    void theCountsAddUpToTheCallsThatWereMadeWhateverHappened() throws Exception {
        int threads = 4;
        int each = 1_000;
        int all = threads * each;
        Semaphore room = new Semaphore(100);
        AtomicInteger told = new AtomicInteger();
        AtomicInteger resets = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            for (int thread = 0; thread < threads; thread++) {
                callers.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        room.acquireUninterruptibly();
                        RedisFuture<?> call = i % 50 == 0
                                ? guard.commands().async().multi() // refused
                                : guard.commands().async().incr(key);
                        call.whenComplete((value, failure) -> {
                            room.release();
                            told.incrementAndGet();
                        });
                        if (i % 70 == 0) {
                            call.cancel(true);
                        }
                        if (i % 250 == 249) {
                            resets.incrementAndGet();
                            proxy.reset();
                        }
                    }
                });
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> told.get() == all);
        } finally {
            callers.shutdownNow();
        }

        await().untilAsserted(() -> assertThat(counted()).isEqualTo(all));
        assertThat(timed()).isEqualTo(all);
        assertThat(counted("outcome", "rejected")).isGreaterThanOrEqualTo(all / 50.0);
        assertThat(counted("outcome", "cancelled")).isPositive();
        assertThat(counted("outcome", "connection_lost")).isPositive();
        assertThat(counted("outcome", "success")).isPositive();
        assertThat(resets).hasPositiveValue();
        assertThat(meters.get("redis.guard.link.lost").counter().count()).isPositive();
        assertThat(meters.get("redis.guard.reconnects").counter().count()).isPositive();
    }

    // ---- the rest ----------------------------------------------------------------------------------------------

    @Test
    void aSlowCallIsToldOfWithoutItsArguments() {
        proxy.delayReplies(Duration.ofMillis(150));
        try (CapturedLog log = CapturedLog.from(Level.WARN)) {
            String value = Canary.value();
            guard.commands().sync().set(key, value);

            await().untilAsserted(() -> assertThat(log.warnings()).hasSize(1));
            assertThat(log.warnings().get(0))
                    .matches("SET to \\S+ took \\d+ ms, the limit is 100 ms: SUCCESS, attempts: 1,"
                            + " sent: \\d+ bytes, received: 1 elements of 2 bytes\\.");
            assertThat(log.text()).doesNotContain(key, value);
        }
        assertThat(events)
                .filteredOn(GuardEvent.SlowCall.class::isInstance)
                .singleElement()
                .extracting("command", "outcome", "attempts")
                .containsExactly("SET", CallOutcome.SUCCESS, 1);
    }

    @Test
    void aBlockingCallIsNotSlowForWaiting() {
        try (CapturedLog log = CapturedLog.from(Level.WARN);
                RedisGuard lenient = builder()
                        .observe(ObserveOptions.builder()
                                .meters(meters)
                                .slowCall(Duration.ofSeconds(1))
                                .build())
                        .build()) {
            assertThat(lenient.<Object, RuntimeException>exclusive(
                            connection -> String.valueOf(connection.sync().blpop(1.5, key))))
                    .isEqualTo("null");

            await().untilAsserted(() -> assertThat(counted("command", "BLPOP")).isEqualTo(1));
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void aListenerMayUseTheGuardWithoutHearingOfWhatItCauses() {
        AtomicInteger heard = new AtomicInteger();
        List<RedisGuard> own = new CopyOnWriteArrayList<>();
        try (RedisGuard listening = builder()
                .policy(PolicyOptions.builder().everyRule(PolicyMode.REJECT).build())
                .onEvent(event -> {
                    if (event instanceof GuardEvent.PolicyViolated) {
                        heard.incrementAndGet();
                        awaitEnd(own.get(0).commands().async().keys("*"));
                    }
                })
                .build()) {
            own.add(listening);

            awaitEnd(listening.commands().async().keys("*"));

            assertThat(heard).hasValue(1);
            assertThat(meters.get("redis.guard.policy.violations").counters().stream()
                            .mapToDouble(Counter::count)
                            .sum())
                    .isEqualTo(2);
            await().untilAsserted(() -> assertThat(counted("command", "KEYS")).isEqualTo(2));
        }
    }

    @Test
    void theGaugesGoWithTheGuard() {
        assertThat(guard.commands().sync().incr(key)).isEqualTo(1);
        assertThat(meters.find("redis.guard.inflight").gauges()).hasSize(3);
        assertThat(meters.get("redis.guard.breaker.state").gauge().value()).isZero();
        assertThat(meters.get("redis.guard.retry.budget.available").gauge().value())
                .isPositive();

        guard.close();

        assertThat(meters.find("redis.guard.inflight").gauges()).isEmpty();
        assertThat(meters.find("redis.guard.breaker.state").gauges()).isEmpty();
        assertThat(counted("command", "INCR")).isEqualTo(1);
    }

    @Test
    void whatIsOnTheWireIsShown() {
        proxy.blackHole(Direction.TO_CLIENT);
        RedisFuture<Long> call = guard.commands().async().incr(key);

        await().untilAsserted(() -> assertThat(meters.get("redis.guard.inflight")
                        .tag("role", "shared")
                        .gauge()
                        .value())
                .isEqualTo(1));
        proxy.heal();
        awaitEnd(call);
    }
}
