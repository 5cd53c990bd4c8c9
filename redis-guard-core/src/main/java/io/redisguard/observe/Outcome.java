package io.redisguard.observe;

import io.redisguard.error.CallOutcome;
import io.redisguard.internal.Text;

/** How a call ended, in the words of the outcome tag. */
enum Outcome {
    SUCCESS,
    ERROR,
    TIMEOUT,
    CONNECTION_LOST,
    REJECTED,
    CODEC,
    INTERRUPTED,
    CANCELLED,
    CLOSED;

    private final String tag = Text.of(this);

    String tag() {
        return tag;
    }

    static Outcome of(CallOutcome outcome) {
        return switch (outcome) {
            case SUCCESS -> SUCCESS;
            case SERVER_ERROR -> ERROR;
            case DEADLINE_BEFORE_SENDING, DEADLINE_AFTER_SENDING -> TIMEOUT;
            case CONNECTION_LOST_BEFORE_SENDING, CONNECTION_LOST_AFTER_SENDING -> CONNECTION_LOST;
            case REJECTED -> REJECTED;
            case CANNOT_ENCODE, CANNOT_DECODE -> CODEC;
            case INTERRUPTED -> INTERRUPTED;
            case CANCELLED -> CANCELLED;
            case CLOSED -> CLOSED;
        };
    }
}
