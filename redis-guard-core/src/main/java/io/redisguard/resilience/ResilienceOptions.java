package io.redisguard.resilience;

/**
 * All options of this package but the deadlines.
 *
 * @param link of the sign of life and the reconnect grace
 * @param retry of repeats
 * @param circuitBreaker of the circuit breaker
 * @param bulkhead of the bulkhead
 */
public record ResilienceOptions(
        LinkOptions link, RetryOptions retry, CircuitBreakerOptions circuitBreaker, BulkheadOptions bulkhead) {}
