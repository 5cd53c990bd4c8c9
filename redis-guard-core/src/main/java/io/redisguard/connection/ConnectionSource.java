package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.GuardedConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Guarded connections to one server, for a pool. Thread-safe. */
final class ConnectionSource implements PoolSource<GuardedConnection<byte[], byte[]>> {
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String server;
    private final Supplier<CompletionStage<GuardedConnection<byte[], byte[]>>> opener;
    private final int database;
    private final Duration resetTimeout;
    private final Duration connectTimeout;
    private final PoolClock clock;

    /**
     * Creates the source.
     *
     * @param opener makes a connection
     * @param database number of the database that its connections begin in
     */
    ConnectionSource(
            String server,
            Supplier<CompletionStage<GuardedConnection<byte[], byte[]>>> opener,
            int database,
            Duration resetTimeout,
            Duration connectTimeout,
            PoolClock clock) {
        this.server = server;
        this.opener = opener;
        this.database = database;
        this.resetTimeout = resetTimeout;
        this.connectTimeout = connectTimeout;
        this.clock = clock;
    }

    /**
     * Returns after what time a connection that is being made is given up: TCP and the handshake each have the connect
     * timeout; a little is left for the way between threads.
     */
    static long limitNanos(Duration connectTimeout) {
        return 2 * connectTimeout.toNanos() + SLACK_NANOS;
    }

    @Override
    public CompletionStage<GuardedConnection<byte[], byte[]>> open() {
        CompletableFuture<GuardedConnection<byte[], byte[]>> opened = new CompletableFuture<>();
        RoadTimer.Cancellation limit =
                clock.after(limitNanos(connectTimeout), () -> opened.completeExceptionally(new TimeoutException()));
        opener.get().whenComplete((connection, failure) -> {
            limit.cancel();
            if (failure != null) {
                opened.completeExceptionally(failure);
            } else if (!opened.complete(connection)) {
                connection.release(); // nobody counts it any more
            }
        });
        return opened;
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        Throwable reason = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return new ConnectFailedException(
                "No connection to " + server + " (connect-timeout=" + Text.of(connectTimeout)
                        + "). Nothing was sent. "
                        + ConnectAdvice.on(reason, "Start the server, or correct the address or the credentials."),
                reason);
    }

    @Override
    public boolean isFit(GuardedConnection<byte[], byte[]> connection) {
        return connection.isClean();
    }

    @Override
    public boolean isResettable(GuardedConnection<byte[], byte[]> connection) {
        return connection.isResettable();
    }

    @Override
    public CompletionStage<Void> reset(GuardedConnection<byte[], byte[]> connection) {
        return connection.reset(database, resetTimeout);
    }

    @Override
    public void whenBroken(GuardedConnection<byte[], byte[]> connection, Runnable task) {
        connection.whenBroken(task);
    }

    @Override
    public CompletionStage<Void> close(GuardedConnection<byte[], byte[]> connection) {
        return connection.release();
    }
}
