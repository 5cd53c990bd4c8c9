package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.PoolWatch;
import io.redisguard.error.PoolState;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoolMetersTest {
    private static final PoolState STATE = new PoolState(20, 1, 2, 3, 4, 5);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Watched one = Watched.by(registry);
    private final Watched two = Watched.by(registry);
    private final PoolWatch watch = one.observer.pool(Watched.SERVER, ConnectionRole.EXCLUSIVE, () -> STATE);

    private double connections(String role, String state) {
        return one.gauge(GuardMeter.POOL_CONNECTIONS, "role", role, "state", state);
    }

    @Test
    void theyShowHowFullThePoolIs() {
        assertThat(connections("exclusive", "lent")).isEqualTo(1);
        assertThat(connections("exclusive", "idle")).isEqualTo(2);
        assertThat(connections("exclusive", "connecting")).isEqualTo(3);
        assertThat(connections("exclusive", "returning")).isEqualTo(4);
        assertThat(one.gauge(GuardMeter.POOL_WAITING, "role", "exclusive")).isEqualTo(5);
    }

    @Test
    void poolsOfSeveralGuardsForOneServerAreAddedUpUntilTheyAreClosed() {
        PoolWatch other = two.observer.pool(Watched.SERVER, ConnectionRole.EXCLUSIVE, () -> STATE);
        assertThat(connections("exclusive", "lent")).isEqualTo(2);

        watch.close();
        watch.close();
        assertThat(connections("exclusive", "lent")).isEqualTo(1);

        other.close();
        assertThat(one.gauges()).isEmpty();
    }

    @Test
    void otherRolesAndServersHaveTheirOwn() {
        two.observer.pool(Watched.SERVER, ConnectionRole.BLOCKING, () -> new PoolState(16, 9, 0, 0, 0, 0));
        two.observer.pool("other:6379", ConnectionRole.EXCLUSIVE, () -> STATE);

        assertThat(connections("exclusive", "lent")).isEqualTo(1);
        assertThat(connections("blocking", "lent")).isEqualTo(9);
        assertThat(registry.find("redis.guard.pool.connections").gauges()).hasSize(12);
    }

    @Test
    void waitingIsTimed() {
        watch.waited(TimeUnit.MILLISECONDS.toNanos(30));

        assertThat(registry.get("redis.guard.pool.wait")
                        .tag("role", "exclusive")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(30);
    }

    @Test
    void withoutARegistryNothingIsShown() {
        GuardObserver blind = GuardObserver.of(ObserveOptions.builder().build(), null);

        assertThat(blind.pool(Watched.SERVER, ConnectionRole.EXCLUSIVE, () -> STATE))
                .isSameAs(PoolWatch.NONE);
    }
}
