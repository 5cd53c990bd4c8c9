package io.redisguard.connection;

import io.redisguard.command.ConnectionRole;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes one connection while a caller waits. */
final class Connecting {
    /** TCP and the handshake each have the connect timeout; a little is left for the way between threads. */
    private static final long SLACK_MILLIS = 100;

    private Connecting() {}

    static GuardedConnection<byte[], byte[]> open(
            GuardedRedisClient client, ConnectionRole role, ConnectionOptions options) {
        CompletableFuture<GuardedConnection<byte[], byte[]>> opening =
                client.open(role).toCompletableFuture();
        try {
            return opening.get(2 * options.connectTimeout().toMillis() + SLACK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(client, options, e.getCause());
        } catch (TimeoutException e) {
            closeWhenItComes(opening);
            throw failed(client, options, e);
        } catch (InterruptedException e) {
            closeWhenItComes(opening);
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "Connecting to " + client.server() + " was interrupted. Nothing was sent.", e, false);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it any more
    private static void closeWhenItComes(CompletableFuture<GuardedConnection<byte[], byte[]>> opening) {
        opening.thenAccept(GuardedConnection::release);
    }

    private static ConnectFailedException failed(
            GuardedRedisClient client, ConnectionOptions options, @Nullable Throwable failure) {
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new ConnectFailedException(
                "No connection to " + client.server() + " (connect-timeout=" + Text.of(options.connectTimeout())
                        + "). Start the server, correct the address or the credentials, or start lazily with"
                        + " start-up=LAZY.",
                reason);
    }
}
