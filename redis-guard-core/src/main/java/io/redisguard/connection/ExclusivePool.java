package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.error.PoolState;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lends connections of a bounded pool to blocks of code, each for itself. Thread-safe; waiting is fair. */
public final class ExclusivePool {
    private final GuardedRedisClient client;
    private final PoolClock clock;
    private final Pool<GuardedConnection<byte[], byte[]>> pool;
    private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

    ExclusivePool(GuardedRedisClient client, PoolClock clock, Pool<GuardedConnection<byte[], byte[]>> pool) {
        this.client = client;
        this.clock = clock;
        this.pool = pool;
    }

    /**
     * Runs the work with a connection; the wishes hold for all calls on it.
     *
     * @throws io.redisguard.error.PoolExhaustedException when no connection was free within exclusive.max-wait, or too
     *     many wait already
     * @throws io.redisguard.error.ConnectFailedException when no connection can be made, or not in that time
     * @throws io.redisguard.error.CommandRejectedException when called on an event loop thread
     * @throws IllegalStateException when called from within such a block
     */
    public <K, V, R extends @Nullable Object, X extends Exception> R run(
            RedisCodec<K, V> codec, CallerWishes wishes, ExclusiveWork<K, V, R, X> work) throws X {
        GuardedRedisClient.refuseToBlock("exclusive");
        if (inside.get() != null) {
            throw new IllegalStateException(
                    "exclusive() was called inside an exclusive block, which could wait for itself."
                            + " Use the connection that the outer block has.");
        }
        Lease<GuardedConnection<byte[], byte[]>> lease = pool.borrow();
        ExclusiveConnection<K, V> handle = new ExclusiveConnection<>(lease.connection(), client, codec, wishes);
        try {
            return inside(handle, work);
        } finally {
            handle.end();
            lease.giveBack();
        }
    }

    /** Does the work, in which the thread must not wait for another connection. */
    <K, V, R extends @Nullable Object, X extends Exception> R inside(
            ExclusiveConnection<K, V> handle, ExclusiveWork<K, V, R, X> work) throws X {
        Boolean before = inside.get();
        inside.set(true);
        try {
            return work.with(handle);
        } finally {
            if (before == null) {
                inside.remove();
            }
        }
    }

    /**
     * Runs the work with a connection, as {@link #run} does, but waits for nothing: the connection goes back when the
     * stage completes that the work returns.
     */
    public <K, V, R extends @Nullable Object> CompletableFuture<R> runLater(
            RedisCodec<K, V> codec,
            CallerWishes wishes,
            ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work) {
        return new ExclusiveRun<>(
                        this,
                        pool,
                        clock,
                        connection -> new ExclusiveConnection<>(connection, client, codec, wishes),
                        work)
                .start();
    }

    /** Lends nothing any more; those who wait are told. */
    public void closeToNewCalls() {
        pool.closeToNewBorrowers();
    }

    /** Tells whether a block is running. */
    public boolean isLent() {
        return pool.isLent();
    }

    /** Tells how full the pool is. */
    public PoolState state() {
        return pool.state();
    }

    /** Lends nothing any more, as the server plays no part now; blocks that run end by themselves. */
    void retire() {
        pool.retire();
    }

    /** Closes all connections, also under blocks that still run; their calls end as closed. */
    public void close() {
        pool.close();
    }
}
