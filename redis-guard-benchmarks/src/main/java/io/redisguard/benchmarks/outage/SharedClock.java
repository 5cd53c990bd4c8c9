package io.redisguard.benchmarks.outage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants that mean the same in all JVMs of a machine: microseconds since 1970. */
final class SharedClock {
    private SharedClock() {}

    /** Returns the instant. */
    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Returns what {@link System#nanoTime} was at an instant that is not long ago. */
    static long nanoTime(long instant) {
        return System.nanoTime() - (now() - instant) * 1_000;
    }
}
