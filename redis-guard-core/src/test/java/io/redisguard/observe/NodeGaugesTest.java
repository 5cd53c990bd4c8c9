package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainCall;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class NodeGaugesTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Watched one = Watched.by(registry);
    private final Watched two = Watched.by(registry);

    private static NodeView view(BreakerState state, int shared, int exclusive, int waiting, double budget) {
        return new NodeView(
                () -> state, role -> role == ConnectionRole.SHARED ? shared : exclusive, () -> waiting, () -> budget);
    }

    @Test
    void theyShowWhatTheNodeIsLike() {
        one.observer.watch(Watched.SERVER, view(BreakerState.HALF_OPEN, 3, 1, 2, 0.25));

        assertThat(one.gauge(GuardMeter.IN_FLIGHT, "role", "shared")).isEqualTo(3);
        assertThat(one.gauge(GuardMeter.IN_FLIGHT, "role", "exclusive")).isEqualTo(1);
        assertThat(one.gauge(GuardMeter.LINK_WAITING, "server.port", "6379")).isEqualTo(2);
        assertThat(one.gauge(GuardMeter.BREAKER_STATE, "server.address", "server"))
                .isEqualTo(1);
        assertThat(one.gauge(GuardMeter.RETRY_BUDGET)).isEqualTo(0.25);
    }

    @Test
    void guardsForOneServerAreAddedUpAndTheWorstStateIsShown() {
        one.observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 3, 0, 2, 1));
        two.observer.watch(Watched.SERVER, view(BreakerState.OPEN, 4, 0, 5, 0.5));

        assertThat(one.gauge(GuardMeter.IN_FLIGHT, "role", "shared")).isEqualTo(7);
        assertThat(one.gauge(GuardMeter.LINK_WAITING)).isEqualTo(7);
        assertThat(one.gauge(GuardMeter.BREAKER_STATE)).isEqualTo(2);
        assertThat(one.gauge(GuardMeter.RETRY_BUDGET)).isEqualTo(0.5);
    }

    @Test
    void aGuardThatIsClosedTakesOnlyItsOwnShareAway() {
        one.observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 3, 0, 2, 1));
        two.observer.watch(Watched.SERVER, view(BreakerState.OPEN, 4, 0, 5, 0.5));

        two.close();
        two.close();

        assertThat(one.gauge(GuardMeter.IN_FLIGHT, "role", "shared")).isEqualTo(3);
        assertThat(one.gauge(GuardMeter.BREAKER_STATE)).isEqualTo(0);
    }

    @Test
    void theLastGuardTakesThemAwayAndTheNextOneMakesThemAnew() {
        one.observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 3, 0, 2, 1));
        two.observer.watch(Watched.SERVER, view(BreakerState.OPEN, 4, 0, 5, 0.5));
        one.close();
        two.close();
        assertThat(one.gauges()).isEmpty();

        Watched.by(registry).observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 9, 0, 0, 1));

        assertThat(one.gauge(GuardMeter.IN_FLIGHT, "role", "shared")).isEqualTo(9);
    }

    @Test
    void anotherServerHasItsOwn() {
        one.observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 3, 0, 0, 1));
        two.observer.watch("/run/redis.sock", view(BreakerState.CLOSED, 4, 0, 0, 1));

        two.close();

        assertThat(one.gauge(GuardMeter.IN_FLIGHT, "role", "shared", "server.address", "server"))
                .isEqualTo(3);
        assertThat(registry.find("redis.guard.inflight")
                        .tag("server.address", "/run/redis.sock")
                        .gauges())
                .isEmpty();
    }

    @Test
    void theyGoFromTheRegistriesOfACompositeToo() {
        SimpleMeterRegistry inner = new SimpleMeterRegistry();
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(inner);
        Watched watched = Watched.by(composite);
        watched.observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 3, 0, 0, 1));
        assertThat(inner.find("redis.guard.inflight").gauges()).hasSize(3);

        watched.close();

        assertThat(inner.find("redis.guard.inflight").gauges()).isEmpty();
    }

    @Test
    void whatWasCountedStaysWhenTheGuardIsClosedAndTheNextOneCountsOn() {
        one.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
        one.close();

        two.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

        assertThat(two.counted(GuardMeter.COMMANDS, "command", "GET")).isEqualTo(2);
        assertThat(two.timed("db.operation.name", "GET")).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("system.gc")
    void aClosedGuardIsNotKeptByARegistryThatLives() {
        WeakReference<Object> left = new WeakReference<>(openAndClose());

        await().until(() -> {
            System.gc();
            return left.get() == null;
        });
        assertThat(registry.getMeters()).isNotEmpty();
    }

    private Object openAndClose() {
        Object node = new Object();
        Watched watched = Watched.by(registry);
        watched.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
        watched.observer.watch(
                Watched.SERVER, new NodeView(() -> BreakerState.CLOSED, role -> node.hashCode(), () -> 0, () -> 1));
        watched.close();
        return node;
    }

    @Test
    @SuppressWarnings("system.gc")
    void aRegistryIsNotKeptEither() {
        WeakReference<MeterRegistry> left = new WeakReference<>(watchAndForget());

        await().until(() -> {
            System.gc();
            return left.get() == null;
        });
    }

    private static MeterRegistry watchAndForget() {
        MeterRegistry forgotten = new SimpleMeterRegistry();
        Watched.by(forgotten).observer.watch(Watched.SERVER, view(BreakerState.CLOSED, 0, 0, 0, 1));
        return forgotten;
    }
}
