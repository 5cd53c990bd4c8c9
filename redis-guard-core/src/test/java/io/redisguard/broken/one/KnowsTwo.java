package io.redisguard.broken.one;

import io.redisguard.broken.two.KnowsOne;

/** One half of a cycle. */
public interface KnowsTwo {
    /** Closes the cycle. */
    KnowsOne other();
}
