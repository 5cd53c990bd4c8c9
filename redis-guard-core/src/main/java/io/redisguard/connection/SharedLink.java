package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.Delay;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import io.redisguard.lettuce.Questions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the connection to one server that everybody shares, and makes it: at once, or when the server is there. Once
 * made, Lettuce makes it anew when it is lost. Thread-safe.
 */
final class SharedLink {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLink.class);

    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final RedisURI uri;
    private final String server;
    private final boolean asReplica;
    private final Runnable onTrouble;
    private final Consumer<CommandCall> onCall;
    private volatile @Nullable GuardedConnection<byte[], byte[]> connection;
    private volatile boolean closed;
    private @Nullable CompletableFuture<GuardedConnection<byte[], byte[]>> firstTry; // guarded by this
    private boolean failedBefore; // guarded by this

    /**
     * Creates a link that is not connected.
     *
     * @param asReplica whether the server, a replica in a cluster, shall answer reads
     * @param onTrouble done when it looks as if the server had got another part to play
     * @param onCall hears of the calls that are made on this very connection
     */
    SharedLink(
            GuardedRedisClient client,
            ConnectionOptions options,
            RedisURI uri,
            boolean asReplica,
            Runnable onTrouble,
            Consumer<CommandCall> onCall) {
        this.client = client;
        this.options = options;
        this.uri = uri;
        this.server = GuardedRedisClient.nameOf(uri);
        this.asReplica = asReplica;
        this.onTrouble = onTrouble;
        this.onCall = onCall;
    }

    /**
     * Begins to make the connection, unless that was begun before.
     *
     * @return what became of the first try; when it failed, others follow in the background until this is closed
     */
    @CanIgnoreReturnValue
    @SuppressWarnings("FutureReturnValueIgnored") // failures are tried again
    synchronized CompletableFuture<GuardedConnection<byte[], byte[]>> start() {
        CompletableFuture<GuardedConnection<byte[], byte[]>> known = firstTry;
        if (known == null) {
            known = open().toCompletableFuture();
            firstTry = known;
            known.whenComplete((opened, failure) -> {
                if (failure != null) {
                    tell(failure);
                    tryAgain(client.resources().reconnectDelay(), 1);
                }
            });
        }
        return known;
    }

    /** Nobody waits for a replica's connection, and reads go to the primary as if nothing were wrong. */
    private void tell(Throwable failure) {
        if (asReplica) {
            LOG.warn("Replica {} cannot be read from, it is tried on: {}", server, ConnectAdvice.on(failure));
        }
    }

    private CompletionStage<GuardedConnection<byte[], byte[]>> open() {
        CompletionStage<GuardedConnection<byte[], byte[]>> opening;
        try {
            opening = client.open(ConnectionRole.SHARED, uri);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return (asReplica ? opening.thenCompose(this::askToServeReads) : opening).thenApply(this::connected);
    }

    /** Lettuce repeats it for every new link. */
    private CompletionStage<GuardedConnection<byte[], byte[]>> askToServeReads(
            GuardedConnection<byte[], byte[]> opened) {
        return new Questions(opened, options.connectTimeout())
                .serveReads()
                .thenApply(ok -> opened)
                .whenComplete((ok, failure) -> {
                    if (failure != null) {
                        opened.release();
                    }
                });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private void tryAgain(Delay delay, long attempt) {
        synchronized (this) {
            failedBefore = true;
        }
        client.schedule(delay.createDelay(attempt), () -> {
            if (!closed) {
                open().whenComplete((opened, failure) -> {
                    if (failure != null) {
                        tryAgain(delay, attempt + 1);
                    }
                });
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private synchronized GuardedConnection<byte[], byte[]> connected(GuardedConnection<byte[], byte[]> opened) {
        if (closed) {
            opened.release();
        } else {
            opened.onTrouble(onTrouble);
            opened.onCall(onCall);
            connection = opened;
            firstTry = CompletableFuture.completedFuture(opened); // who asks from now on needs not know of failed tries
            if (failedBefore) {
                LOG.info("Connected to {}.", server);
            }
        }
        return opened;
    }

    /**
     * Returns the connection.
     *
     * @throws ConnectionLostException when there is none yet
     */
    GuardedConnection<byte[], byte[]> connection() {
        GuardedConnection<byte[], byte[]> current = connection;
        if (current == null) {
            throw new ConnectionLostException(
                    "There is no connection to " + server + " yet; it is being tried. Nothing was sent.", null, false);
        }
        return current;
    }

    /** Returns the connection, or {@code null} when there is none yet. */
    @Nullable
    GuardedConnection<byte[], byte[]> connectionIfMade() {
        return connection;
    }

    /** Tells whether there is a live link to the server. */
    boolean isUp() {
        GuardedConnection<byte[], byte[]> current = connection;
        return current != null && current.isOpen();
    }

    /** Returns how many commands the connection holds. */
    int inFlight() {
        GuardedConnection<byte[], byte[]> current = connection;
        return current == null ? 0 : current.inFlight();
    }

    /** Closes the connection; calls still under way end as closed. */
    CompletableFuture<Void> close() {
        GuardedConnection<byte[], byte[]> current = end();
        return current == null ? CompletableFuture.completedFuture(null) : current.release();
    }

    /** Closes the connection; its calls go elsewhere. */
    void retire() {
        GuardedConnection<byte[], byte[]> current = end();
        if (current != null) {
            current.retire();
        }
    }

    private synchronized @Nullable GuardedConnection<byte[], byte[]> end() {
        closed = true;
        return connection;
    }
}
