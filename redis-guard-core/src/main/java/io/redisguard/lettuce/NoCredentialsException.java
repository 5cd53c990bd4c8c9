package io.redisguard.lettuce;

import io.lettuce.core.RedisConnectionException;
import io.redisguard.internal.Text;
import java.time.Duration;

/**
 * Whoever provides credentials gave none. It has neither the text nor the trace of what the provider threw: anything
 * may be in there.
 */
public final class NoCredentialsException extends RedisConnectionException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private NoCredentialsException(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    static NoCredentialsException late(Duration limit) {
        return new NoCredentialsException(
                "The credentials did not come within " + Text.of(limit) + " (connect-timeout).", "Timeout");
    }

    static NoCredentialsException none() {
        return new NoCredentialsException("The provider of credentials gave none.", "None");
    }

    static NoCredentialsException failed(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        return new NoCredentialsException("The provider of credentials failed (" + kind + ").", kind);
    }

    /** Returns a word that says why: the kind of what the provider threw, if it did. */
    String reason() {
        return reason;
    }
}
