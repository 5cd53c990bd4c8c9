package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.BulkheadFullException;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lends one connection to one block of code at a time. It goes to the next block only if it is as good as new;
 * otherwise it is closed and a fresh one is made. Thread-safe; those who wait are served in order.
 */
public final class ExclusiveLink {
    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable GuardedConnection<byte[], byte[]> idle; // guarded by turn
    private volatile @Nullable GuardedConnection<byte[], byte[]> lent;
    private volatile boolean closed;

    /** Creates a link that connects when it is first used. */
    public ExclusiveLink(GuardedRedisClient client, ConnectionOptions options) {
        this.client = client;
        this.options = options;
    }

    /**
     * Runs the work with the connection; the wishes hold for all calls on it.
     *
     * @throws BulkheadFullException when other blocks kept the connection for all of exclusive-max-wait
     * @throws io.redisguard.error.ConnectFailedException when no connection can be made
     * @throws io.redisguard.error.CommandRejectedException when called on an event loop thread
     * @throws IllegalStateException when called from within such a block
     */
    public <K, V, R extends @Nullable Object, X extends Exception> R run(
            RedisCodec<K, V> codec, CallerWishes wishes, ExclusiveWork<K, V, R, X> work) throws X {
        awaitTurn();
        try {
            GuardedConnection<byte[], byte[]> connection = take();
            ExclusiveConnection<K, V> handle = new ExclusiveConnection<>(connection, client, codec, wishes);
            try {
                return work.with(handle);
            } finally {
                handle.end();
                giveBack(connection);
            }
        } finally {
            turn.unlock();
        }
    }

    private void awaitTurn() {
        GuardedRedisClient.refuseToBlock("exclusive");
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "exclusive() was called inside an exclusive block, which would wait for itself."
                            + " Use the connection that the outer block has.");
        }
        try {
            if (!turn.tryLock(options.exclusiveMaxWait().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BulkheadFullException(
                        "The exclusive connection was in use for all of " + Text.of(options.exclusiveMaxWait())
                                + " (waiting=" + turn.getQueueLength()
                                + "). Make the blocks shorter, or raise exclusive-max-wait.",
                        1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "Waiting for the exclusive connection was interrupted. Nothing was sent.", e, false);
        }
    }

    private GuardedConnection<byte[], byte[]> take() {
        refuseWhenClosed();
        GuardedConnection<byte[], byte[]> connection = idle;
        idle = null;
        if (connection == null || !connection.isClean()) {
            discard(connection);
            connection = Connecting.open(client, ConnectionRole.EXCLUSIVE, options);
        }
        lent = connection;
        if (closed) {
            lent = null;
            discard(connection);
            refuseWhenClosed();
        }
        return connection;
    }

    private void giveBack(GuardedConnection<byte[], byte[]> connection) {
        lent = null;
        if (connection.isClean() && !closed) {
            idle = connection;
        } else {
            discard(connection);
        }
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new GuardClosedException("This RedisGuard is closed. Nothing was sent.", false);
        }
    }

    private static void discard(@Nullable GuardedConnection<byte[], byte[]> connection) {
        if (connection != null) {
            connection.release();
        }
    }

    /** Lends nothing any more. */
    public void closeToNewCalls() {
        closed = true;
    }

    /** Tells whether a block is running. */
    public boolean isLent() {
        return lent != null;
    }

    /** Closes the connection, also under a block that still runs; its calls end as closed. */
    public void close() {
        GuardedConnection<byte[], byte[]> inUse = lent;
        discard(inUse);
        if (inUse == null && turn.tryLock()) {
            try {
                discard(idle);
                idle = null;
            } finally {
                turn.unlock();
            }
        }
    }
}
