package io.redisguard.benchmarks.load;

import java.util.Map;
import java.util.Optional;

/**
 * What a subject did in one round; what is not known is {@link Double#NaN}.
 *
 * @param opsPerSecond commands, those of a burst counted one by one
 * @param p50Micros how long half of the calls took at most; a burst is one call
 * @param p99Micros how long 99 of 100 calls took at most
 * @param callerBytes what callers allocated themselves, for one command
 * @param bytes what all threads allocated, for one command
 * @param cpuMicros processor time of the whole program, for one command
 */
record Measurement(
        double opsPerSecond, double p50Micros, double p99Micros, double callerBytes, double bytes, double cpuMicros) {
    static final String OPS = "ops";
    static final String NANOS = "nanos";
    static final String P50_NANOS = "p50.nanos";
    static final String P99_NANOS = "p99.nanos";
    static final String CPU_NANOS = "cpu.nanos";
    static final String BYTES = "bytes";
    static final String CALLER_BYTES = "caller.bytes";

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Takes what {@link LoadTask} measured. */
    static Measurement of(Map<String, String> measured) {
        double ops = number(measured, OPS);
        return new Measurement(
                ops / number(measured, NANOS) * NANOS_PER_SECOND,
                number(measured, P50_NANOS) / NANOS_PER_MICRO,
                number(measured, P99_NANOS) / NANOS_PER_MICRO,
                number(measured, CALLER_BYTES) / ops,
                number(measured, BYTES) / ops,
                number(measured, CPU_NANOS) / NANOS_PER_MICRO / ops);
    }

    private static double number(Map<String, String> measured, String name) {
        return Optional.ofNullable(measured.get(name)).map(Double::valueOf).orElse(Double.NaN);
    }
}
