package io.redisguard.resilience;

/** What the circuit breaker of a node does. */
public enum BreakerMode {
    /** It refuses calls while the node does not answer in time, or cannot serve. */
    PROTECT,
    /** It lets all calls pass; each one finds out for itself. */
    OFF
}
