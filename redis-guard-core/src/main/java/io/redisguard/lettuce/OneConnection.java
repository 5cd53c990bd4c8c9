package io.redisguard.lettuce;

import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.error.CommandRejectedException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The router of calls that are made on a connection directly. */
record OneConnection(GuardedConnection<byte[], byte[]> connection) implements Router {
    @Override
    public GuardedConnection<byte[], byte[]> route(CommandCall call, @Nullable CommandAttempt failed) {
        connection.context().called(call);
        return connection;
    }

    @Override
    public @Nullable GuardedConnection<byte[], byte[]> redirect(GuardedConnection<byte[], byte[]> from, String answer) {
        return null;
    }

    @Override
    public CompletableFuture<Loan> lend(CommandCall call, GuardedConnection<byte[], byte[]> near) {
        return CompletableFuture.failedFuture(
                new CommandRejectedException(call.facts().name()
                        + " was refused: everybody's calls would wait behind it, since the connection is shared. Use"
                        + " guard.commands() or guard.exclusive(connection -> ...)."));
    }
}
