package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.atmostonce.Ledger;
import io.redisguard.command.GuardEvent;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server is up, and the link to it is reset ten times under eight callers. */
@ExtendWith(RedisExtension.class)
class LinkResetIT {
    private static final int CALLERS = 8;
    private static final int MOST_CALLS = 500_000;
    private static final Duration GRACE = Duration.ofMillis(800); // the defaults are for machines that do nothing else
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int FLOOD = 20;
    private static final long FLOOD_PAUSE = 200_000;
    private static final Duration SLACK = Duration.ofMillis(500);

    private final RedisServer server;
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private FaultProxy proxy;
    private RedisGuard guard;

    LinkResetIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void connect() {
        server.execute("FLUSHALL");
        proxy = FaultProxy.inFrontOf(server);
        guard = RedisGuard.builder()
                .uri(proxy.uri())
                .link(LinkOptions.builder().reconnectGrace(GRACE).build())
                .onEvent(events::add)
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    @Test
    void noReadFails() throws InterruptedException {
        RedisCommands<String, String> redis = guard.commands().sync();
        Calls calls;
        try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("key"))) {
            LinkResets.under(callers, proxy);
            calls = callers.stop();
        }
        System.out.println("GET, " + LinkResets.COUNT + " resets: " + calls + "; longest " + calls.longest());

        assertThat(calls.failed()).isZero();
        assertThat(calls.longest()).isLessThan(DEADLINE.plus(SLACK));
    }

    @Test
    void noIncrementIsExecutedTwiceOrAgainstItsWord() throws InterruptedException {
        Ledger ledger = new Ledger(MOST_CALLS);
        AtomicInteger issued = new AtomicInteger();
        Calls calls;
        try (Callers callers = Callers.start(CALLERS, (caller, turn) -> increment(ledger, issued.getAndIncrement()))) {
            LinkResets.under(callers, proxy);
            calls = callers.stop();
        }
        Ledger.Verdict verdict = verdict(ledger, issued.get());
        System.out.println("INCR, " + LinkResets.COUNT + " resets: " + verdict + "; longest " + calls.longest());

        assertThat(verdict)
                .returns(0, Ledger.Verdict::open)
                .returns(0, Ledger.Verdict::twice)
                .returns(0, Ledger.Verdict::lost)
                .returns(0, Ledger.Verdict::unsentButExecuted);
        assertThat(verdict.unknown()).isLessThanOrEqualTo(CALLERS * LinkResets.COUNT);
        assertThat(calls.longest()).isLessThan(DEADLINE.plus(SLACK));
    }

    @Test
    void whatAFloodLosesDoesNotOpenTheBreaker() throws InterruptedException {
        RedisAsyncCommands<String, String> redis = guard.commands().async();
        try (Callers callers = Callers.start(1, (caller, turn) -> flood(redis))) {
            LinkResets.under(callers, proxy);
        }

        assertThat(events).hasAtLeastOneElementOfType(GuardEvent.LinkDown.class);
        assertThat(events).doesNotHaveAnyElementsOfTypes(GuardEvent.BreakerChanged.class);
    }

    private static void flood(RedisAsyncCommands<String, String> redis) {
        for (int i = 0; i < FLOOD; i++) {
            var unused = redis.set(Canary.key("reset"), Canary.value());
        }
        LockSupport.parkNanos(FLOOD_PAUSE);
    }

    private void increment(Ledger ledger, int call) {
        try {
            guard.commands().sync().incr(ledger.key(call));
            ledger.note(call, null);
        } catch (RuntimeException e) {
            ledger.note(call, e);
            throw e;
        }
    }

    private Ledger.Verdict verdict(Ledger ledger, int issued) {
        RedisClient plain = RedisClient.create(server.uri());
        try {
            return ledger.against(plain.connect().sync(), issued);
        } finally {
            plain.shutdown();
        }
    }
}
