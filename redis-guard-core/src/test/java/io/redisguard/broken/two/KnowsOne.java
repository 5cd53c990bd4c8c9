package io.redisguard.broken.two;

import io.redisguard.broken.one.KnowsTwo;

/** The other half of a cycle. */
public interface KnowsOne {
    /** Closes the cycle. */
    KnowsTwo other();
}
