package io.redisguard.observe;

import io.micrometer.observation.ObservationRegistry;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandStage;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CallOutcome;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every call how it ended: counts it, tells of it when it was slow, and lets a trace have it. Nothing that
 * goes wrong in doing so reaches the call. Thread-safe.
 */
public final class ObserveStage implements CommandStage {
    /** How much later than asked for a server may end a wait; it looks ten times per second. */
    private static final long SERVER_TICK = TimeUnit.MILLISECONDS.toNanos(100);

    private final GuardObserver observer;
    private final String server;
    private final LongSupplier clock;
    private final @Nullable ObservationRegistry observations;
    private final ServerName serverName;
    private final long slowNanos;
    private final boolean counts;
    private final boolean idle;

    ObserveStage(
            GuardObserver observer,
            String server,
            LongSupplier clock,
            boolean counts,
            @Nullable ObservationRegistry observations,
            long slowNanos) {
        this.observer = observer;
        this.server = server;
        this.clock = clock;
        this.counts = counts;
        this.observations = observations;
        this.serverName = ServerName.of(server);
        this.slowNanos = slowNanos;
        this.idle = !counts && observations == null && slowNanos == Long.MAX_VALUE;
    }

    @Override
    public String name() {
        return "observe";
    }

    @Override
    public void enter(CommandCall call) {
        ObservationRegistry registry = observations;
        if (registry == null || registry.isNoop()) {
            return;
        }
        try {
            CallObservation observation =
                    CallObservation.of(registry, serverName, call.facts().name());
            call.observeWith(observation); // first: some handlers may have heard of a start that another one spoils
            observation.start();
        } catch (Throwable e) {
            observer.failed(e);
        }
    }

    @Override
    public void settled(CommandCall call, CallOutcome outcome) {
        if (idle) {
            return;
        }
        long elapsed = call.elapsedNanos();
        if (counts) {
            observer.count(server, call, outcome, elapsed);
        }
        if (observations != null && call.observation() instanceof CallObservation observation) {
            try {
                observation.stop(outcome, call.errorCode());
            } catch (Throwable e) {
                observer.failed(e);
            }
        }
        long slow = elapsed - call.serverWaitNanos();
        if (slow >= slowNanos && isSlow(call, slow)) {
            try {
                slow(call, outcome, slow);
            } catch (Throwable e) {
                observer.failed(e);
            }
        }
    }

    /** A member of a transaction waits for EXEC, which is looked at itself. */
    private boolean isSlow(CommandCall call, long nanos) {
        return !call.isQueuedByTransaction() && (call.serverWaitNanos() == 0 || nanos >= slowNanos + SERVER_TICK);
    }

    private void slow(CommandCall call, CallOutcome outcome, long nanos) {
        observer.slowCalls().write(server, call, outcome, nanos, clock.getAsLong());
        observer.accept(new GuardEvent.SlowCall(
                server, call.facts().name(), Duration.ofNanos(nanos), outcome, call.attempts()));
    }
}
