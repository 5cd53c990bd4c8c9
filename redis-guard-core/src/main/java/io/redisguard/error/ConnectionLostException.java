package io.redisguard.error;

import io.lettuce.core.RedisConnectionException;
import org.jspecify.annotations.Nullable;

/** The connection was down or went down. {@link #wasSent()} tells whether the server may have executed the command. */
public final class ConnectionLostException extends RedisConnectionException implements GuardFailure {
    private static final long serialVersionUID = 1L;

    private final boolean sent;

    /** Creates the failure of a call that lost its connection. */
    public ConnectionLostException(String message, @Nullable Throwable cause, boolean sent) {
        super(message, cause);
        this.sent = sent;
    }

    @Override
    public CallOutcome outcome() {
        return sent ? CallOutcome.CONNECTION_LOST_AFTER_SENDING : CallOutcome.CONNECTION_LOST_BEFORE_SENDING;
    }

    @Override
    public boolean wasSent() {
        return sent;
    }
}
