package io.redisguard.error;

import org.jspecify.annotations.Nullable;

/**
 * What every exception raised by redis-guard tells about the call that failed.
 *
 * <p>It is an interface, because code written for Lettuce catches Lettuce's own exceptions: a deadline <em>is</em> a
 * {@code RedisCommandTimeoutException}, a lost connection <em>is</em> a {@code RedisConnectionException}, and
 * everything is a {@code RedisException}. Errors that the server itself answers with stay Lettuce's
 * {@code RedisCommandExecutionException}; they are always {@link CallOutcome#SERVER_ERROR}.
 */
public sealed interface GuardFailure
        permits CallInterruptedException,
                ConnectFailedException,
                ConnectionLostException,
                DeadlineExceededException,
                RedisGuardException {

    /** Returns how the call ended. */
    CallOutcome outcome();

    /**
     * Tells whether bytes of the command may have reached the server. When this is {@code false} the server has not
     * executed the command and never will.
     */
    boolean wasSent();

    /**
     * Tells whether the server may or may not have executed the command. Repeating such a call can apply it twice. It
     * errs to one side only: a command that was sent is never reported as unsent.
     */
    default boolean isOutcomeUnknown() {
        return wasSent() && outcome() != CallOutcome.CANNOT_DECODE;
    }

    /**
     * Tells whether the failure, or one of its causes, leaves open if the server executed the command.
     *
     * @param failure what a call failed with; exceptions that do not come from redis-guard count as known
     */
    static boolean isOutcomeUnknown(@Nullable Throwable failure) {
        GuardFailure found = find(failure);
        return found != null && found.isOutcomeUnknown();
    }

    /** Returns the first redis-guard failure among the exception and its causes, or {@code null}. */
    static @Nullable GuardFailure find(@Nullable Throwable failure) {
        Throwable current = failure;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (current instanceof GuardFailure found) {
                return found;
            }
            current = current.getCause();
        }
        return null;
    }
}
