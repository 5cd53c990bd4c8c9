package io.redisguard.error;

import org.jspecify.annotations.Nullable;

/**
 * The arguments could not be turned into bytes; nothing was sent. The cause is what the codec threw, or {@code null}
 * when the command is too large or its key is empty.
 */
public final class EncodeFailedException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    /** Creates the failure of a command that has no bytes. */
    public EncodeFailedException(String message, @Nullable Throwable cause) {
        super(message, cause, CallOutcome.CANNOT_ENCODE, false);
    }
}
