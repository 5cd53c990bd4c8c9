package io.redisguard.error;

/**
 * The server executed the command, but its reply could not be turned into a value. The cause is what the codec threw.
 */
public final class DecodeFailedException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure of a reply that has no value. */
    public DecodeFailedException(String message, Throwable cause) {
        super(message, cause, CallOutcome.CANNOT_DECODE, true);
    }
}
