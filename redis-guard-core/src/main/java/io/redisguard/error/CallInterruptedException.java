package io.redisguard.error;

import io.lettuce.core.RedisCommandInterruptedException;

/** The calling thread was interrupted while it waited; its interrupt flag is set again. */
public final class CallInterruptedException extends RedisCommandInterruptedException implements GuardFailure {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final boolean sent;

    /** Creates the failure of an interrupted call. */
    public CallInterruptedException(String message, InterruptedException cause, boolean sent) {
        super(cause);
        this.message = message;
        this.sent = sent;
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public CallOutcome outcome() {
        return CallOutcome.INTERRUPTED;
    }

    @Override
    public boolean wasSent() {
        return sent;
    }
}
