package io.redisguard.error;

/**
 * The guard was closed before the call ended. It never says that a server has closed a connection: that is a
 * {@link ConnectionLostException}.
 */
public final class GuardClosedException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure of a call that met a closed guard. */
    public GuardClosedException(String message, boolean sent) {
        super(message, null, CallOutcome.CLOSED, sent);
    }
}
