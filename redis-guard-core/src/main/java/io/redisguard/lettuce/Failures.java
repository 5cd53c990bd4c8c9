package io.redisguard.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.redisguard.command.CommandCall;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.DecodeFailedException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.internal.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Turns what Lettuce and codecs throw into the failures that callers see. The only place where this happens. */
final class Failures {
    private static final String UNKNOWN = " It had been sent, so the server may have executed it.";
    private static final String UNSENT = " It was not sent and never will be.";

    private Failures() {}

    /** Translates what Lettuce completed an attempt with. */
    static Throwable of(Throwable cause, CommandCall call, ConnectionContext context, boolean sent) {
        if (cause instanceof GuardFailure || cause instanceof RedisCommandExecutionException) {
            return cause;
        }
        if (context.isReleased()) {
            return closed(call, sent);
        }
        return lost(call, context, cause, sent);
    }

    static CallOutcome outcomeOf(Throwable failure) {
        return failure instanceof GuardFailure guarded ? guarded.outcome() : CallOutcome.SERVER_ERROR;
    }

    /** The failure of a call that is not, or no longer, on any link. */
    static RuntimeException withoutLink(CommandCall call, ConnectionContext context, boolean sent) {
        return context.isReleased() ? closed(call, sent) : lost(call, context, null, sent);
    }

    static DeadlineExceededException late(Call<?, ?, ?> call, ConnectionContext context, boolean sent) {
        Duration limit = Duration.ofNanos(call.limitThatEnded());
        return new DeadlineExceededException(
                name(call) + " had no reply from " + context.server() + " within " + Text.of(limit) + "."
                        + (sent ? UNKNOWN : UNSENT)
                        + " See what keeps the server or the network busy, or give the call more time.",
                limit,
                sent);
    }

    static ConnectionLostException lost(
            CommandCall call, ConnectionContext context, @Nullable Throwable cause, boolean sent) {
        String what = sent ? " lost its connection to " : " found no connection to ";
        return new ConnectionLostException(
                name(call) + what + context.server() + "." + (sent ? UNKNOWN : UNSENT), cause, sent);
    }

    static ConnectionLostException broken(CommandCall call, String because) {
        return new ConnectionLostException(
                name(call) + " was not sent: the exclusive connection has lost its state, because " + because
                        + ". Leave the block and start it over.",
                null,
                false);
    }

    static EncodeFailedException unencodable(CommandCall call, Throwable cause) {
        return cause instanceof EncodeFailedException known
                ? known
                : new EncodeFailedException(
                        name(call) + " was not sent: the codec could not encode its arguments ("
                                + cause.getClass().getName() + "). Other calls are not affected.",
                        cause);
    }

    static DecodeFailedException undecodable(CommandCall call, Throwable cause) {
        return new DecodeFailedException(
                name(call) + " was executed, but the codec could not decode its reply ("
                        + cause.getClass().getName() + "). Other calls are not affected.",
                cause);
    }

    static CallInterruptedException interrupted(CommandCall call, InterruptedException cause, boolean sent) {
        return new CallInterruptedException(
                name(call) + " was interrupted while it waited for its reply." + (sent ? UNKNOWN : UNSENT),
                cause,
                sent);
    }

    static GuardClosedException closed(CommandCall call, boolean sent) {
        return new GuardClosedException(name(call) + " met a closed connection." + (sent ? UNKNOWN : UNSENT), sent);
    }

    /** Ends the members of a transaction whose EXEC never came; the server forgets them with the connection. */
    static GuardClosedException closedTransaction() {
        return new GuardClosedException(
                "A command queued by MULTI was never executed: the connection was closed before EXEC.", false);
    }

    /** Ends the members of a transaction that is discarded, because nobody is left who could execute it. */
    static CommandRejectedException discardedTransaction() {
        return new CommandRejectedException(
                "A command queued by MULTI was never executed: the exclusive block ended before EXEC. Execute or discard"
                        + " the transaction before the block ends.");
    }

    private static String name(CommandCall call) {
        return call.facts().name();
    }

    /**
     * Tells whether Lettuce has lost the reason why a connection was not made, such as a wrong password: it looks for
     * it after it has connected, and the channel may have been closed by then.
     */
    static boolean saysNothing(Throwable connecting) {
        for (Throwable cause = connecting; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalStateException
                    && String.valueOf(cause.getMessage()).contains("RedisHandshakeHandler not registered")) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether Lettuce gives a command up because the link has ended, or ends it itself. */
    static boolean endsTheLink(Throwable cause) {
        return cause instanceof RedisException
                || cause instanceof IOException
                || cause instanceof CancellationException;
    }
}
