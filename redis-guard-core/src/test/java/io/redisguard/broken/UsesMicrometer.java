package io.redisguard.broken;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts by itself. */
public final class UsesMicrometer {
    void count(MeterRegistry registry) {
        registry.counter("broken").increment();
    }
}
