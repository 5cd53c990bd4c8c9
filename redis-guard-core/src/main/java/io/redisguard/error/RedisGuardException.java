package io.redisguard.error;

import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;

/** Root of the failures that Lettuce has no type of its own for. */
public abstract sealed class RedisGuardException extends RedisException implements GuardFailure
        permits CommandRejectedException,
                BulkheadFullException,
                PoolExhaustedException,
                CircuitOpenException,
                EncodeFailedException,
                DecodeFailedException,
                GuardClosedException {

    private static final long serialVersionUID = 1L;

    private final CallOutcome outcome;
    private final boolean sent;

    RedisGuardException(String message, @Nullable Throwable cause, CallOutcome outcome, boolean sent) {
        super(message, cause);
        this.outcome = outcome;
        this.sent = sent;
    }

    @Override
    public CallOutcome outcome() {
        return outcome;
    }

    @Override
    public boolean wasSent() {
        return sent;
    }
}
