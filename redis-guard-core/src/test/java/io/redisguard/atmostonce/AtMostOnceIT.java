package io.redisguard.atmostonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.RedisGuard;
import io.redisguard.atmostonce.Ledger.Verdict;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.resilience.BreakerMode;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.DeterministicRandom;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rounds of INCR, each call with a key of its own, under random faults and deadlines of 10 to 30 ms. The system
 * properties {@code at-most-once.rounds} and {@code at-most-once.calls} make them longer; {@code checks/at-most-once}
 * does so.
 */
class AtMostOnceIT {
    private static final int ROUNDS = Integer.getInteger("at-most-once.rounds", 1);
    private static final int CALLS = Integer.getInteger("at-most-once.calls", 20_000);
    private static final int MOST_ROUNDS_FOR_STOCK = 20;

    private static RedisServer server;
    private static RedisClient plain;
    private static StatefulRedisConnection<String, String> truth;

    private final DeterministicRandom random = DeterministicRandom.create();
    private FaultProxy proxy;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        plain = RedisClient.create(server.uri());
        truth = plain.connect();
    }

    @AfterAll
    static void stop() {
        plain.shutdown();
        server.close();
    }

    @BeforeEach
    void between() {
        truth.sync().flushall();
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void syncCallsAreExecutedAtMostOnce() throws Exception {
        guardedRounds(guard -> Door.sync(guard.commands().sync(), 16), CALLS / 4);
    }

    @Test
    void asyncCallsAreExecutedAtMostOnce() throws Exception {
        guardedRounds(guard -> Door.async(guard.commands().async(), 2_000, 0), CALLS);
    }

    @Test
    void cancelledCallsAreExecutedAtMostOnce() throws Exception {
        guardedRounds(guard -> Door.async(guard.commands().async(), 2_000, 3), CALLS);
    }

    @Test
    void reactiveCallsAreExecutedAtMostOnce() throws Exception {
        guardedRounds(guard -> Door.reactive(guard.commands().reactive(), 2_000), CALLS);
    }

    @Test
    void stockLettuceExecutesSomeTwice() throws Exception {
        try (StatefulRedisConnection<String, String> stock = plain.connect(RedisURI.create(proxy.uri()))) {
            int twice = 0;
            for (int round = 0; twice == 0 && round < MOST_ROUNDS_FOR_STOCK; round++) {
                Verdict verdict = round(Door.async(stock.async(), 2_000, 0), CALLS);
                report("stock async", verdict);
                twice = verdict.twice();
            }

            assertThat(twice).isPositive();
        }
    }

    private void guardedRounds(Function<RedisGuard, Door> door, int calls) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (RedisGuard guard = guard()) {
                Verdict verdict = round(door.apply(guard), calls);
                report("guarded", verdict);

                assertThat(verdict)
                        .describedAs("seed %s", random)
                        .returns(0, Verdict::open)
                        .returns(0, Verdict::twice)
                        .returns(0, Verdict::lost)
                        .returns(0, Verdict::unsentButExecuted);
                assertThat(verdict.executed())
                        .isBetween(verdict.acknowledged(), verdict.acknowledged() + verdict.unknown());
            }
        }
    }

    private RedisGuard guard() {
        Duration tiny = Duration.ofMillis(10 + random.nextInt(20));
        return RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder().attempt(tiny).build())
                .connection(
                        ConnectionOptions.builder().drainTimeout(Duration.ZERO).build())
                // what is refused proves nothing
                .circuitBreaker(
                        CircuitBreakerOptions.builder().mode(BreakerMode.OFF).build())
                .build();
    }

    private Verdict round(Door door, int calls) throws InterruptedException {
        truth.sync().flushall();
        Ledger ledger = new Ledger(calls);
        Faults faults = new Faults(server, proxy, random);
        try {
            door.issue(ledger);
        } finally {
            faults.stop();
        }
        proxy.reset(); // what a fault holds back may still reach the server
        return ledger.against(truth.sync(), calls);
    }

    private static void report(String subject, Verdict verdict) {
        System.out.println("at most once, " + subject + ": " + verdict);
    }
}
