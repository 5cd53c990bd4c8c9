package io.redisguard.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.PoolWatch;
import io.redisguard.error.PoolState;
import io.redisguard.internal.Text;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The meters of one pool of connections. Pools of the same role for the same server, of several guards, are added up.
 * Thread-safe.
 */
final class PoolMeters implements PoolWatch {
    private static final SharedGauges.Book<Supplier<PoolState>> ALL = new SharedGauges.Book<>();

    private final GuardObserver observer;
    private final MeterRegistry registry;
    private final String subject;
    private final Supplier<PoolState> state;
    private final Timer wait;

    private PoolMeters(
            GuardObserver observer, MeterRegistry registry, String subject, Supplier<PoolState> state, Timer wait) {
        this.observer = observer;
        this.registry = registry;
        this.subject = subject;
        this.state = state;
        this.wait = wait;
    }

    /** Registers the meters of a pool. */
    static PoolMeters of(
            GuardObserver observer,
            MeterRegistry registry,
            String server,
            ConnectionRole role,
            Supplier<PoolState> state) {
        Tags tags = ServerName.of(server).tags().and(GuardTag.ROLE.key(), Text.of(role));
        String subject = Text.of(role) + ' ' + server;
        ALL.add(registry, subject, state, (gauges, to) -> register(gauges, to, tags));
        Timer wait = Timer.builder(GuardMeter.POOL_WAIT.meterName())
                .description(GuardMeter.POOL_WAIT.description())
                .tags(tags)
                .register(registry);
        return new PoolMeters(observer, registry, subject, state, wait);
    }

    private static void register(SharedGauges<Supplier<PoolState>> gauges, MeterRegistry registry, Tags serverAndRole) {
        for (Part part : Part.values()) {
            gauges.register(
                    registry,
                    GuardMeter.POOL_CONNECTIONS,
                    serverAndRole.and(GuardTag.POOL_STATE.key(), Text.of(part)),
                    pools -> pools.mapToInt(pool -> part.number.applyAsInt(pool.get()))
                            .sum());
        }
        gauges.register(
                registry,
                GuardMeter.POOL_WAITING,
                serverAndRole,
                pools -> pools.mapToInt(pool -> pool.get().waiting()).sum());
    }

    @Override
    public void waited(long nanos) {
        try {
            wait.record(nanos, TimeUnit.NANOSECONDS);
        } catch (Throwable e) {
            observer.failed(e);
        }
    }

    @Override
    public void close() {
        try {
            ALL.remove(registry, subject, state);
        } catch (Throwable e) {
            observer.failed(e);
        }
    }

    /** What the connections of a pool are doing. */
    enum Part {
        /** Somebody has them. */
        LENT(PoolState::lent),
        /** Nobody does. */
        IDLE(PoolState::idle),
        /** They are being made. */
        CONNECTING(PoolState::connecting),
        /** They are being reset or closed. */
        RETURNING(PoolState::returning);

        @SuppressWarnings("ImmutableEnumChecker") // method references
        private final ToIntFunction<PoolState> number;

        Part(ToIntFunction<PoolState> number) {
            this.number = number;
        }
    }
}
