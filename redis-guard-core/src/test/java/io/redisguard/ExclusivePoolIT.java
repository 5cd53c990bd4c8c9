package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bounds of the exclusive pool, on a real server. */
@ExtendWith(RedisExtension.class)
class ExclusivePoolIT {
    private static final Duration SOON = Duration.ofSeconds(3);

    private final String name = "pool-" + UUID.randomUUID();
    private final RedisServer server;
    private final FaultProxy proxy;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<GuardEvent> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch leave = new CountDownLatch(1);

    ExclusivePoolIT(RedisServer server) {
        this.server = server;
        this.proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void end() {
        leave.countDown();
        proxy.close();
    }

    private RedisGuard guard(PoolOptions pool) {
        return guard(pool, Duration.ofMillis(100));
    }

    private RedisGuard guard(PoolOptions pool, Duration drainTimeout) {
        return RedisGuard.builder()
                .uri(proxy.uri())
                .connection(ConnectionOptions.builder()
                        .clientName(name)
                        .drainTimeout(drainTimeout)
                        .exclusive(pool)
                        .build())
                .observe(ObserveOptions.builder().meters(registry).build())
                .onEvent(events::add)
                .build();
    }

    /** Returns how many connections the server sees, the shared one included. */
    private long connections() {
        return String.valueOf(server.execute("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.contains(" name=" + name + " "))
                .count();
    }

    private double connections(String state) {
        return registry.get("redis.guard.pool.connections")
                .tag("role", "exclusive")
                .tag("state", state)
                .gauge()
                .value();
    }

    private double counted(String meter) {
        return registry.get(meter).tag("role", "exclusive").counter().count();
    }

    private CompletableFuture<Boolean> occupy(RedisGuard guard) {
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<Boolean> block = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return guard.exclusive(connection -> {
                            entered.countDown();
                            return leave.await(10, TimeUnit.SECONDS);
                        });
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "occupant").start());
        await().atMost(SOON).until(() -> entered.getCount() == 0);
        return block;
    }

    @Test
    void blocksRunBesideEachOtherUpToTheBound() {
        try (RedisGuard guard = guard(PoolOptions.builder().maxSize(3).build())) {
            for (int i = 0; i < 3; i++) {
                assertThat(occupy(guard)).isNotDone();
            }

            assertThat(catchThrowable(() -> guard.exclusive(c -> c.sync().ping())))
                    .hasMessageContaining("max-size=3, lent=3")
                    .hasMessageContaining("on thread 'occupant'")
                    .hasMessageContaining("ExclusivePoolIT");
            assertThat(connections()).isEqualTo(4);
            assertThat(connections("lent")).isEqualTo(3);
            assertThat(counted("redis.guard.pool.exhausted")).isEqualTo(1);
            assertThat(registry.get("redis.guard.pool.wait").timer().count()).isEqualTo(4);

            leave.countDown();
            await().atMost(SOON).until(() -> connections("idle") == 3);
        }
        assertThat(registry.find("redis.guard.pool.connections").gauges()).isEmpty();
    }

    @Test
    void idleOnesAreClosed() {
        try (RedisGuard guard =
                guard(PoolOptions.builder().maxIdleTime(Duration.ofMillis(300)).build())) {
            guard.exclusive(connection -> connection.sync().ping());
            assertThat(connections()).isEqualTo(2);

            await().atMost(SOON).until(() -> connections() == 1);

            assertThat(connections("idle")).isZero();
        }
    }

    @Test
    void oldOnesAreClosedThoughTheyAreUsed() {
        try (RedisGuard guard =
                guard(PoolOptions.builder().maxAge(Duration.ofMillis(300)).build())) {
            Long first = guard.exclusive(connection -> connection.sync().clientId());

            await().atMost(SOON)
                    .until(() -> guard.exclusive(connection -> connection.sync().clientId()), id -> !id.equals(first));
        }
    }

    @Test
    void idleOnesWhoseLinkIsLostAreNotKept() {
        try (RedisGuard guard = guard(PoolOptions.builder().build())) {
            guard.exclusive(connection -> connection.sync().ping());

            proxy.reset();

            await().atMost(SOON).until(() -> connections("idle") == 0 && connections() == 1);
        }
    }

    @Test
    void aLongLoanIsReportedWithItsBorrower() {
        try (CapturedLog log = CapturedLog.from(Level.WARN);
                RedisGuard guard = guard(
                        PoolOptions.builder().leakAfter(Duration.ofMillis(50)).build())) {
            CompletableFuture<Boolean> block = occupy(guard);

            await().atMost(SOON).until(() -> log.warnings().stream().anyMatch(line -> line.contains("exclusive pool")));

            assertThat(log.warnings())
                    .filteredOn(line -> line.contains("exclusive pool"))
                    .singleElement()
                    .asString()
                    .contains("on thread 'occupant'", getClass().getName(), "exclusive.leak-after=50 ms");
            assertThat(log.text()).contains("at " + getClass().getName() + ".lambda$occupy");
            await().atMost(SOON).until(() -> counted("redis.guard.pool.leaks") == 1);
            assertThat(events)
                    .filteredOn(GuardEvent.ConnectionHeldTooLong.class::isInstance)
                    .singleElement()
                    .isInstanceOfSatisfying(GuardEvent.ConnectionHeldTooLong.class, event -> {
                        assertThat(event.role()).isEqualTo(ConnectionRole.EXCLUSIVE);
                        assertThat(event.thread()).isEqualTo("occupant");
                        assertThat(event.place()).contains("ExclusivePoolIT");
                    });
            leave.countDown();
            assertThat(block).succeedsWithin(SOON);
        }
    }

    @Test
    void waitingAndConnectingHaveOneLimitTogether() {
        try (RedisGuard guard =
                guard(PoolOptions.builder().maxWait(Duration.ofMillis(200)).build())) {
            proxy.blackHole();
            long start = System.nanoTime();

            Throwable thrown = catchThrowable(
                    () -> guard.exclusive(connection -> connection.sync().ping()));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(700));
            assertThat(thrown)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("200 ms")
                    .hasMessageContaining("connecting=1");
            proxy.heal();
        }
    }

    @Test
    void aServerThatRefusesIsToldAtOnce() {
        try (RedisGuard guard = guard(PoolOptions.builder().build())) {
            proxy.refuse();

            assertThat(catchThrowable(() ->
                            guard.exclusive(connection -> connection.sync().ping())))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("Start the server");

            proxy.heal();
            String reply = guard.exclusive(connection -> connection.sync().ping());
            assertThat(reply).isEqualTo("PONG");
        }
    }

    @Test
    void closingWaitsForBlocksAndTellsThoseWhoWait() throws Exception {
        RedisGuard guard = guard(
                PoolOptions.builder().maxSize(1).maxWait(Duration.ofSeconds(5)).build(), Duration.ofSeconds(5));
        AtomicReference<String> reply = new AtomicReference<>();
        CountDownLatch entered = new CountDownLatch(1);
        Thread block = new Thread(() -> {
            Throwable unused = catchThrowable(() -> guard.exclusive(connection -> {
                entered.countDown();
                leave.await(5, TimeUnit.SECONDS);
                reply.set(connection.sync().ping());
                return "";
            }));
            assertThat(unused).isNull();
        });
        block.start();
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<String> waiting =
                guard.exclusiveAsync(connection -> connection.async().ping());

        Thread closing = new Thread(guard::close);
        closing.start();

        assertThat(waiting).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(GuardClosedException.class);
        assertThat(closing.isAlive()).isTrue();
        leave.countDown();
        closing.join(5_000);
        block.join(5_000);
        assertThat(reply).hasValue("PONG");
        await().atMost(SOON).until(() -> connections() == 0);
    }
}
