package io.redisguard.resilience;

/** Which writes may be sent later than they were made: repeated, or after a wait for the next link. */
public enum RepeatedWrites {
    /**
     * Those whose caller waits for them, so that it cannot have made another write meanwhile. Dynamic command
     * interfaces and code that waits for a future itself do not count.
     */
    WHEN_CALLER_WAITS,
    /** All; a write may then come after one that its caller made later. */
    ALWAYS,
    /** None. */
    NEVER
}
