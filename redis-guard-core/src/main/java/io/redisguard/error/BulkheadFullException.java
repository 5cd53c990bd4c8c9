package io.redisguard.error;

/**
 * As many commands as allowed are waiting for their replies from one server, on its shared connection or on all its
 * exclusive or blocking ones; nothing was sent.
 */
public final class BulkheadFullException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    /** Creates the failure of a command that found no room. */
    public BulkheadFullException(String message, int limit) {
        super(message, null, CallOutcome.REJECTED, false);
        this.limit = limit;
    }

    /** Returns how many commands may wait for their replies at once. */
    public int limit() {
        return limit;
    }
}
