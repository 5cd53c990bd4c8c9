package io.redisguard.lettuce;

import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds the connections that the attempts of calls are made on. Thread-safe; none of its methods waits. */
public interface Router {
    /**
     * Returns the connection for the next attempt.
     *
     * @param failed the attempt before, or {@code null} for the first one
     * @throws io.lettuce.core.RedisException a {@link io.redisguard.error.GuardFailure}, when there is none
     */
    GuardedConnection<byte[], byte[]> route(CommandCall call, @Nullable CommandAttempt failed);

    /**
     * Returns the connection to the node that another node has named, or {@code null} when nobody is followed.
     *
     * @param from whose answer it is
     * @param answer {@code MOVED} or {@code ASK}, then slot and address
     */
    @Nullable
    GuardedConnection<byte[], byte[]> redirect(GuardedConnection<byte[], byte[]> from, String answer);

    /**
     * Lends a connection to a call that waits on the server; cancelling gives it back, or gives up waiting for it.
     *
     * @param near the connection that an ordinary call would be made on
     * @return fails with a {@link io.redisguard.error.GuardFailure} when there is none in time
     */
    CompletableFuture<Loan> lend(CommandCall call, GuardedConnection<byte[], byte[]> near);

    /** A connection that carries one call. */
    interface Loan {
        /** Returns the connection. */
        GuardedConnection<byte[], byte[]> connection();

        /** Gives it back, whatever became of it; a second call does nothing. */
        void giveBack();
    }
}
