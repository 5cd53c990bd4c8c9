package io.redisguard.examples.failure;

import io.lettuce.core.RedisException;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.GuardFailure;

/** What a caller can conclude from a failure, and what it may do next. */
enum Verdict {
    /** Look before repeating, unless a repeat does no harm. */
    PERHAPS_EXECUTED,
    /** The code must be mended: a repeat is refused again. */
    REFUSED_BY_RULE,
    /** May be repeated by the caller, whatever the command, once the trouble is over. */
    NOT_EXECUTED,
    /** The server has answered: the error says what it did. */
    SERVER_SAYS_NO;

    static Verdict on(RedisException failure) {
        if (GuardFailure.isOutcomeUnknown(failure)) {
            return PERHAPS_EXECUTED;
        }
        if (failure instanceof CommandRejectedException) {
            return REFUSED_BY_RULE;
        }
        GuardFailure known = GuardFailure.find(failure);
        return known != null && !known.wasSent() ? NOT_EXECUTED : SERVER_SAYS_NO;
    }
}
