package io.redisguard.observe;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.ObservationRegistry;
import io.redisguard.command.CommandCall;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An observer of one server, what its listener has heard, and what there is to be read. */
final class Watched implements AutoCloseable {
    static final String SERVER = "server:6379";

    final ManualTimer timer = new ManualTimer();
    final List<GuardEvent> events = new ArrayList<>();
    final MeterRegistry registry;
    final GuardObserver observer;
    final ObserveStage stage;

    private Watched(MeterRegistry registry, ObserveOptions options) {
        this.registry = registry;
        this.observer = GuardObserver.of(options, events::add);
        this.stage = observer.stage(SERVER, timer::nanoTime);
    }

    static Watched by(MeterRegistry registry) {
        return new Watched(registry, ObserveOptions.builder().meters(registry).build());
    }

    static Watched by(MeterRegistry registry, ObservationRegistry observations) {
        return new Watched(
                registry,
                ObserveOptions.builder()
                        .meters(registry)
                        .observations(observations)
                        .build());
    }

    static Watched withSlowCalls(MeterRegistry registry, Duration slowCall) {
        return new Watched(
                registry,
                ObserveOptions.builder().meters(registry).slowCall(slowCall).build());
    }

    void pass(CommandCall call, CallOutcome outcome) {
        stage.enter(call);
        stage.settled(call, outcome);
    }

    long timed(String... tags) {
        return registry.find(GuardMeter.DURATION.meterName()).tags(tags).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    double counted(GuardMeter meter, String... tags) {
        return registry.find(meter.meterName()).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    double gauge(GuardMeter meter, String... tags) {
        return registry.get(meter.meterName()).tags(tags).gauge().value();
    }

    List<String> gauges() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getType() == Meter.Type.GAUGE)
                .map(meter -> meter.getId().getName())
                .toList();
    }

    @Override
    public void close() {
        observer.close();
    }
}
