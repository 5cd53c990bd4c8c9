package io.redisguard.benchmarks.outage;

import java.time.Duration;

/**
 * How long the parts of an outage are.
 *
 * @param before from the start of the calls to the outage; in the second half their rate is measured
 * @param outage how long the server is away
 * @param limit how long after the server is back a subject may take to be as fast as before; then that is never
 */
record Lengths(Duration before, Duration outage, Duration limit) {
    static final Lengths DEFAULT = new Lengths(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(20));

    /** Returns how long the rate is measured before the outage. */
    Duration measured() {
        return before.dividedBy(2);
    }
}
