package io.redisguard.test;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A random generator that gives the same numbers for the same seed on every machine and Java version.
 *
 * <p>Thread-safe, although threads that share it get its numbers in an order of their own. Not for secrets.
 */
public final class DeterministicRandom implements RandomGenerator {
    /** The system property that makes {@link #create()} take this seed, to replay a failure. */
    public static final String SEED_PROPERTY = "redis.guard.test.seed";

    private static final Logger log = LoggerFactory.getLogger(DeterministicRandom.class);
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long seed;
    private final AtomicLong state;

    private DeterministicRandom(long seed) {
        this.seed = seed;
        state = new AtomicLong(seed);
    }

    /** Returns a generator that starts from the seed. */
    public static DeterministicRandom seeded(long seed) {
        return new DeterministicRandom(seed);
    }

    /** Returns a generator with the seed of {@link #SEED_PROPERTY}, else a new one, and logs the seed. */
    public static DeterministicRandom create() {
        long seed = Long.getLong(SEED_PROPERTY, ThreadLocalRandom.current().nextLong());
        log.info("Random numbers of this test come from -D{}={}", SEED_PROPERTY, seed);
        return seeded(seed);
    }

    /** Returns the seed that this generator started from. */
    public long seed() {
        return seed;
    }

    /** Returns the next number of SplitMix64. */
    @Override
    public long nextLong() {
        long z = state.addAndGet(GOLDEN_GAMMA);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Returns the seed in a form for failure messages. */
    @Override
    public String toString() {
        return "DeterministicRandom(seed=" + seed + ")";
    }
}
