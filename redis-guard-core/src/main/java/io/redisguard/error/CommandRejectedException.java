package io.redisguard.error;

/** redis-guard refused the command; nothing was sent. The message says what to do instead. */
public final class CommandRejectedException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure of a refused command. */
    public CommandRejectedException(String message) {
        super(message, null, CallOutcome.REJECTED, false);
    }
}
