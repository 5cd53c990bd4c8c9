package io.redisguard.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.PoolWatch;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.PoolState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one guard shows of its calls: makes the stages that hear of them, counts events and hands them to the user's
 * listener. What registries, handlers and listeners throw is counted and logged, the first time. Thread-safe.
 */
public final class GuardObserver implements Consumer<GuardEvent>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardObserver.class);

    private final @Nullable MeterRegistry registry;
    private final @Nullable ObservationRegistry observations;
    private final long slowNanos;
    private final SlowCallLog slowCalls;
    private final @Nullable Consumer<? super GuardEvent> listener;
    private final Map<String, ServerMeters> meters = new ConcurrentHashMap<>();
    private final Map<String, NodeView> views = new ConcurrentHashMap<>();
    private final AtomicBoolean complained = new AtomicBoolean();
    private final AtomicBoolean complainedOfListener = new AtomicBoolean();
    private final ThreadLocal<Boolean> listening = new ThreadLocal<>();

    private GuardObserver(ObserveOptions options, @Nullable Consumer<? super GuardEvent> listener) {
        this.registry = options.hasMeters() ? options.meters() : null;
        this.observations = options.hasObservations() ? options.observations() : null;
        this.slowNanos = options.slowCall().isZero()
                ? Long.MAX_VALUE
                : options.slowCall().toNanos();
        this.slowCalls = new SlowCallLog(options.slowCall());
        this.listener = listener;
    }

    /**
     * Creates an observer.
     *
     * @param listener hears of events, or {@code null}
     */
    public static GuardObserver of(ObserveOptions options, @Nullable Consumer<? super GuardEvent> listener) {
        return new GuardObserver(options, listener);
    }

    /**
     * Makes the stage for a connection.
     *
     * @param clock tells the time in nanoseconds; only differences mean something
     */
    public ObserveStage stage(String server, LongSupplier clock) {
        return new ObserveStage(this, server, clock, registry != null, observations, slowNanos);
    }

    /** Shows what the view sees of a server, until this is closed. */
    public void watch(String server, NodeView view) {
        MeterRegistry to = registry;
        if (to == null || views.putIfAbsent(server, view) != null) {
            return;
        }
        try {
            NodeGauges.add(to, server, view);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Shows a pool of connections, until it is closed. */
    public PoolWatch pool(String server, ConnectionRole role, Supplier<PoolState> state) {
        MeterRegistry to = registry;
        if (to == null) {
            return PoolWatch.NONE;
        }
        try {
            return PoolMeters.of(this, to, server, role, state);
        } catch (Throwable e) {
            failed(e);
            return PoolWatch.NONE;
        }
    }

    /** Tells of a call that was made while there was no connection. */
    public void notConnected(String server, CommandFacts facts, CallOutcome outcome) {
        try {
            ServerMeters counting = metersOf(server);
            if (counting != null) {
                counting.count(facts.name(), outcome);
            }
            ObservationRegistry telling = observations;
            if (telling != null && !telling.isNoop()) {
                CallObservation observation = CallObservation.of(telling, ServerName.of(server), facts.name());
                try {
                    observation.start();
                } finally {
                    observation.stop(outcome, null);
                }
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Returns who hears of events, or {@code null} when nobody does, so that they need not be made. */
    public @Nullable Consumer<GuardEvent> listener() {
        return registry == null && listener == null ? null : this;
    }

    /** Counts an event and hands it to the listener, unless the listener itself, on this thread, has caused it. */
    @Override
    public void accept(GuardEvent event) {
        try {
            ServerMeters counting = metersOf(event.server());
            if (counting != null) {
                counting.count(event);
            }
        } catch (Throwable e) {
            failed(e);
        }
        Consumer<? super GuardEvent> users = listener;
        if (users == null || listening.get() != null) {
            return;
        }
        listening.set(true);
        try {
            users.accept(event);
        } catch (Throwable e) {
            complain(
                    complainedOfListener, "A listener of guard events failed; later failures of it are not logged.", e);
        } finally {
            listening.remove();
        }
    }

    /** Shows nothing of the present of a server any more; what was counted stays in the registry. */
    public void forget(String server) {
        NodeView view = views.remove(server);
        MeterRegistry from = registry;
        if (view == null || from == null) {
            return;
        }
        try {
            NodeGauges.remove(from, server, view);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Shows nothing of the present any more; what was counted stays in the registry. */
    @Override
    public void close() {
        List.copyOf(views.keySet()).forEach(this::forget);
    }

    void count(String server, CommandCall call, CallOutcome outcome, long nanos) {
        try {
            ServerMeters counting = metersOf(server);
            if (counting != null) {
                counting.count(call, outcome, nanos);
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    SlowCallLog slowCalls() {
        return slowCalls;
    }

    void failed(Throwable failure) {
        complain(complained, "Observing calls failed; calls are not affected, later failures are not logged.", failure);
    }

    private void complain(AtomicBoolean before, String message, Throwable failure) {
        if (before.compareAndSet(false, true)) {
            LOG.warn(message, failure);
        }
        MeterRegistry to = registry;
        if (to != null) {
            try {
                Counter.builder(GuardMeter.OBSERVE_FAILURES.meterName())
                        .description(GuardMeter.OBSERVE_FAILURES.description())
                        .register(to)
                        .increment();
            } catch (Throwable broken) {
                // the registry itself fails, which was logged
            }
        }
    }

    private @Nullable ServerMeters metersOf(String server) {
        MeterRegistry to = registry;
        if (to == null) {
            return null;
        }
        ServerMeters known = meters.get(server);
        return known != null ? known : meters.computeIfAbsent(server, name -> new ServerMeters(to, name));
    }
}
