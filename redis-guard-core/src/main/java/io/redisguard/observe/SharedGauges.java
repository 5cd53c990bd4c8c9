package io.redisguard.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The gauges of one subject in one registry. A registry has each gauge once, so guards for the same subject share them.
 * They go with the last of the guards. Thread-safe.
 *
 * @param <V> where the gauges of one guard look
 */
final class SharedGauges<V> {
    private final List<V> views = new CopyOnWriteArrayList<>();
    private final List<Meter.Id> gauges = new ArrayList<>(); // guarded by the lock of the book

    private SharedGauges() {}

    /** Registers a gauge that is computed from all views. */
    void register(MeterRegistry registry, GuardMeter meter, Tags tags, ToDoubleFunction<Stream<V>> value) {
        Gauge gauge = Gauge.builder(meter.meterName(), this, shared -> value.applyAsDouble(shared.views.stream()))
                .description(meter.description())
                .tags(tags)
                .register(registry);
        gauges.add(gauge.getId());
    }

    /** Registers all gauges of a subject. */
    @FunctionalInterface
    interface Registration<V> {
        void of(SharedGauges<V> gauges, MeterRegistry registry);
    }

    /** The gauges of one kind in all registries, by the name of their subject. Thread-safe. */
    static final class Book<V> {
        private final Map<MeterRegistry, Map<String, SharedGauges<V>>> all = new WeakHashMap<>(); // its own lock

        /** Shows what the view sees, besides what others see of the same subject. */
        void add(MeterRegistry registry, String subject, V view, Registration<V> registration) {
            synchronized (all) {
                SharedGauges<V> shared = all.computeIfAbsent(registry, unused -> new HashMap<>())
                        .computeIfAbsent(subject, unused -> new SharedGauges<>());
                shared.views.add(view);
                if (shared.gauges.isEmpty()) {
                    registration.of(shared, registry);
                }
            }
        }

        /** Shows it no more. */
        void remove(MeterRegistry registry, String subject, V view) {
            synchronized (all) {
                Map<String, SharedGauges<V>> subjects = all.getOrDefault(registry, Map.of());
                SharedGauges<V> shared = subjects.get(subject);
                if (shared != null && shared.views.remove(view) && shared.views.isEmpty()) {
                    subjects.remove(subject);
                    shared.gauges.forEach(registry::remove);
                }
            }
        }
    }
}
