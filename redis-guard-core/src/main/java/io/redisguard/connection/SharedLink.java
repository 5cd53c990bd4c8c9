package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.Delay;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the connection that everybody shares, and makes it: at once, or in the background. Thread-safe. */
public final class SharedLink {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLink.class);

    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private volatile @Nullable GuardedConnection<byte[], byte[]> connection;
    private volatile boolean closed;

    /** Creates a link that is not connected. */
    public SharedLink(GuardedRedisClient client, ConnectionOptions options) {
        this.client = client;
        this.options = options;
    }

    /**
     * Makes the connection.
     *
     * @throws ConnectFailedException when the server cannot be reached, unless the options ask for a lazy start
     */
    public void start() {
        try {
            connection = Connecting.open(client, ConnectionRole.SHARED, options);
        } catch (ConnectFailedException e) {
            if (options.startUp() == StartUp.FAIL_FAST) {
                throw e;
            }
            LOG.warn(
                    "Starting without a connection to {}, trying on in the background: {}",
                    client.server(),
                    e.getMessage());
            tryAgain(client.resources().reconnectDelay(), 1);
        }
    }

    private void tryAgain(Delay delay, long attempt) {
        client.schedule(delay.createDelay(attempt), () -> {
            if (closed) {
                return;
            }
            try {
                client.open(ConnectionRole.SHARED).whenComplete((opened, failure) -> {
                    if (failure != null) {
                        tryAgain(delay, attempt + 1);
                    } else {
                        connected(opened);
                    }
                });
            } catch (RuntimeException e) {
                LOG.warn("Connecting to {} failed, trying on.", client.server(), e);
                tryAgain(delay, attempt + 1);
            }
        });
    }

    private synchronized void connected(GuardedConnection<byte[], byte[]> opened) {
        if (closed) {
            opened.release();
        } else {
            connection = opened;
            LOG.info("Connected to {}.", client.server());
        }
    }

    GuardedConnection<byte[], byte[]> connection() {
        if (closed) {
            throw new GuardClosedException("This RedisGuard is closed. Nothing was sent.", false);
        }
        GuardedConnection<byte[], byte[]> current = connection;
        if (current == null) {
            throw new ConnectionLostException(
                    "There is no connection to " + client.server() + " yet; it is being tried. Nothing was sent.",
                    null,
                    false);
        }
        return current;
    }

    /** Returns a new handle for calls with these wishes. */
    public <K, V> SharedConnection<K, V> handle(RedisCodec<K, V> codec, CallerWishes wishes) {
        return new SharedConnection<>(this, client, codec, wishes);
    }

    /** Takes no calls any more, and returns how many are still under way. */
    public synchronized int closeToNewCalls() {
        closed = true;
        return inFlight();
    }

    /** Returns how many commands the connection holds. */
    public int inFlight() {
        GuardedConnection<byte[], byte[]> current = connection;
        return current == null ? 0 : current.inFlight();
    }

    /** Closes the connection; calls still under way end as closed. */
    public CompletableFuture<Void> close() {
        GuardedConnection<byte[], byte[]> current = connection;
        return current == null ? CompletableFuture.completedFuture(null) : current.release();
    }
}
