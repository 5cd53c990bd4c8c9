package io.redisguard.error;

import io.lettuce.core.RedisConnectionException;
import org.jspecify.annotations.Nullable;

/** No connection could be made. */
public final class ConnectFailedException extends RedisConnectionException implements GuardFailure {
    private static final long serialVersionUID = 1L;

    /** Creates the failure of a connection that never was. */
    public ConnectFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public CallOutcome outcome() {
        return CallOutcome.CONNECTION_LOST_BEFORE_SENDING;
    }

    @Override
    public boolean wasSent() {
        return false;
    }
}
