package io.redisguard.error;

import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;

/** Time was up before the reply arrived. {@link #wasSent()} tells whether the server may have executed the command. */
public final class DeadlineExceededException extends RedisCommandTimeoutException implements GuardFailure {
    private static final long serialVersionUID = 1L;

    private final Duration limit;
    private final boolean sent;

    /** Creates the failure of a call that took too long. */
    public DeadlineExceededException(String message, Duration limit, boolean sent) {
        super(message);
        this.limit = limit;
        this.sent = sent;
    }

    /** Returns the time that the call was given. */
    public Duration limit() {
        return limit;
    }

    @Override
    public CallOutcome outcome() {
        return sent ? CallOutcome.DEADLINE_AFTER_SENDING : CallOutcome.DEADLINE_BEFORE_SENDING;
    }

    @Override
    public boolean wasSent() {
        return sent;
    }
}
