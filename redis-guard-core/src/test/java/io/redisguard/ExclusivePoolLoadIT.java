package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads, few connections: blocks that leave all kinds of state behind, asynchronous work that is cancelled or
 * runs into its caller's timeout. {@code -Dredis.guard.test.pool.seconds=60} makes it a longer one.
 */
@ExtendWith(RedisExtension.class)
class ExclusivePoolLoadIT {
    private static final int THREADS = 200;
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("redis.guard.test.pool.seconds", 4));

    private final String name = "load-" + UUID.randomUUID();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final RedisServer server;

    ExclusivePoolLoadIT(RedisServer server) {
        this.server = server;
    }

    /** Returns what makes platform threads, and virtual ones where Java has them. */
    static Stream<Arguments> threads() throws ReflectiveOperationException {
        Stream<Arguments> platform = Stream.of(Arguments.of("platform", (ThreadFactory) Thread::new));
        if (Runtime.version().feature() < 21) {
            return platform;
        }
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Object virtual =
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
        return Stream.concat(platform, Stream.of(Arguments.of("virtual", virtual)));
    }

    @ParameterizedTest(name = "{0} threads")
    @MethodSource("threads")
    void afterwardsAllConnectionsAreIdleAndNoneCarriesState(String kind, ThreadFactory factory) throws Exception {
        try (RedisGuard guard = RedisGuard.builder()
                .uri(server.uri())
                .connection(ConnectionOptions.builder()
                        .clientName(name)
                        .exclusive(PoolOptions.builder()
                                .maxSize(CONNECTIONS)
                                .maxWait(Duration.ofMillis(400))
                                .maxAge(Duration.ofSeconds(1))
                                .build())
                        .build())
                .deadlines(DeadlineOptions.builder()
                        .total(PATIENCE)
                        .attempt(PATIENCE)
                        .build())
                .observe(ObserveOptions.builder().meters(registry).build())
                .build()) {
            long mostConnections = use(guard, factory);

            assertThat(unexpected).as("%s threads", kind).isEmpty();
            assertThat(served).hasValueGreaterThan(1_000);
            assertThat(cancelled).hasPositiveValue();
            // and the shared one; the server hears of closed ones a little later
            assertThat(mostConnections).isBetween(2L, CONNECTIONS + 1L + CONNECTIONS / 2);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(
                                    List.of(number("lent"), number("connecting"), number("returning"), waiting()))
                            .containsOnly(0.0));
            assertThat(number("idle")).isBetween(0.0, (double) CONNECTIONS);
            assertThat(idleConnections())
                    .hasSize((int) number("idle"))
                    .allSatisfy(line -> assertThat(line).contains(" db=0 ", " multi=-1 ", " flags=N "));
        }
        await().until(() -> connections().isEmpty());
    }

    /** Returns how many connections the server has seen at most. */
    private long use(RedisGuard guard, ThreadFactory factory) throws InterruptedException {
        long end = System.nanoTime() + TIME.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = factory.newThread(() -> {
                while (System.nanoTime() - end < 0) {
                    once(guard);
                }
            });
            threads.add(thread);
            thread.start();
        }
        long most = 0;
        while (System.nanoTime() - end < 0) {
            most = Math.max(most, connections().size());
            threads.get(0).join(20);
        }
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as("one hangs").isFalse();
        }
        return most;
    }

    private void once(RedisGuard guard) {
        try {
            if (ThreadLocalRandom.current().nextBoolean()) {
                guard.exclusive(this::block);
            } else {
                later(guard);
            }
            served.incrementAndGet();
        } catch (PoolExhaustedException | ConnectFailedException tooBusy) {
            // that is what the bounds are for
        } catch (Throwable e) {
            unexpected.add(e);
        }
    }

    /** Each must find the connection as if nobody had used it before. */
    private String block(StatefulRedisConnection<String, String> connection) {
        RedisCommands<String, String> redis = connection.sync();
        String key = name + ":" + ThreadLocalRandom.current().nextInt(100);
        assertThat(connection.isMulti()).isFalse();
        assertThat(redis.clientInfo()).contains(" db=0 ", " multi=-1 ", " flags=N ");
        switch (ThreadLocalRandom.current().nextInt(8)) {
            case 0 -> redis.multi();
            case 1 -> {
                redis.multi();
                redis.incr(key);
            }
            case 2 -> redis.watch(key);
            case 3 -> redis.select(5);
            case 4 -> redis.clientTracking(TrackingArgs.Builder.enabled());
            case 5 -> connection.setAutoFlushCommands(false);
            case 6 -> Objects.requireNonNull(connection.async().get(key)); // not awaited
            default -> {
                redis.multi();
                redis.incr(key);
                assertThat(redis.exec().wasDiscarded()).isFalse();
            }
        }
        return key;
    }

    private void later(RedisGuard guard) throws Exception {
        CompletableFuture<Long> working = guard.exclusiveAsync(this::work);
        try {
            switch (ThreadLocalRandom.current().nextInt(4)) {
                case 0 -> {
                    working.cancel(true);
                    cancelled.incrementAndGet();
                }
                case 1 ->
                    working.orTimeout(ThreadLocalRandom.current().nextInt(3_000), TimeUnit.MICROSECONDS)
                            .get(5, TimeUnit.SECONDS);
                default -> working.get(5, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof TimeoutException) {
                cancelled.incrementAndGet();
            } else if (!(cause instanceof PoolExhaustedException || cause instanceof ConnectFailedException)) {
                throw e;
            }
        }
    }

    private CompletionStage<Long> work(StatefulRedisConnection<String, String> connection) {
        RedisAsyncCommands<String, String> redis = connection.async();
        return redis.clientInfo().thenCompose(info -> {
            assertThat(info).contains(" db=0 ", " multi=-1 ", " flags=N ");
            return ThreadLocalRandom.current().nextBoolean()
                    ? redis.select(3).thenCompose(ok -> redis.clientId())
                    : redis.clientId();
        });
    }

    private double number(String state) {
        return registry.get("redis.guard.pool.connections")
                .tags("role", "exclusive", "state", state)
                .gauge()
                .value();
    }

    private double waiting() {
        return registry.get("redis.guard.pool.waiting")
                .tag("role", "exclusive")
                .gauge()
                .value();
    }

    private List<String> connections() {
        return String.valueOf(server.execute("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.contains(" name=" + name + " "))
                .toList();
    }

    /** Those but the shared one, which is the oldest. */
    private List<String> idleConnections() {
        List<String> all = connections();
        return all.subList(1, all.size());
    }
}
