package io.redisguard.error;

import java.time.Duration;

/** All connections of a pool were lent for too long, or too many borrowers waited already; nothing was sent. */
public final class PoolExhaustedException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    private final PoolState state;
    private final Duration waited;
    private final String longestHolder;

    /** Creates the failure of a borrower who got no connection. */
    public PoolExhaustedException(String message, PoolState state, Duration waited, String longestHolder) {
        super(message, null, CallOutcome.REJECTED, false);
        this.state = state;
        this.waited = waited;
        this.longestHolder = longestHolder;
    }

    /** Returns how full the pool was at that moment, the borrower included. */
    public PoolState state() {
        return state;
    }

    /** Returns how long the borrower had waited. */
    public Duration waited() {
        return waited;
    }

    /** Returns the place of the code that had borrowed a connection for the longest time, or empty if none was lent. */
    public String longestHolder() {
        return longestHolder;
    }
}
