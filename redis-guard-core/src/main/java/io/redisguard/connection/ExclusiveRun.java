package io.redisguard.connection;

import io.redisguard.error.GuardClosedException;
import io.redisguard.lettuce.GuardedConnection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of asynchronous work that has a connection for itself. Its result can be ended by its caller at any time: in
 * the queue the place is given up, while the work is under way the connection is closed.
 */
final class ExclusiveRun<K, V, R extends @Nullable Object> {
    private final ExclusivePool owner;
    private final Pool<GuardedConnection<byte[], byte[]>> pool;
    private final PoolClock clock;
    private final Function<GuardedConnection<byte[], byte[]>, ExclusiveConnection<K, V>> handles;
    private final ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work;
    private final CompletableFuture<R> result = new CompletableFuture<>();

    ExclusiveRun(
            ExclusivePool owner,
            Pool<GuardedConnection<byte[], byte[]>> pool,
            PoolClock clock,
            Function<GuardedConnection<byte[], byte[]>, ExclusiveConnection<K, V>> handles,
            ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work) {
        this.owner = owner;
        this.pool = pool;
        this.clock = clock;
        this.handles = handles;
        this.work = work;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // they end in the result, or follow it
    CompletableFuture<R> start() {
        Waiter<GuardedConnection<byte[], byte[]>> waiter = pool.borrowLater();
        result.whenComplete((value, failure) -> waiter.cancel(false));
        // not on the thread that hands the connection over, which may be another borrower's
        waiter.whenCompleteAsync(
                (lease, failure) -> {
                    if (failure == null) {
                        run(lease);
                    } else {
                        result.completeExceptionally(pool.failure(failure));
                    }
                },
                clock::later);
        return result;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private void run(Lease<GuardedConnection<byte[], byte[]>> lease) {
        if (result.isDone()) {
            lease.giveBack();
            return;
        }
        ExclusiveConnection<K, V> handle = handles.apply(lease.connection());
        result.whenComplete((value, failure) -> {
            handle.end();
            lease.cutShort(); // unless the work has ended by itself
        });
        lease.whenRevoked(this::revoked);
        if (lease.hasEnded()) {
            revoked();
            return;
        }
        CompletionStage<R> stage;
        try {
            stage = Objects.requireNonNull(owner.inside(handle, work), "The exclusive work returned no stage.");
        } catch (Throwable e) {
            end(handle, lease, null, e);
            return;
        }
        stage.whenComplete((value, failure) -> end(handle, lease, value, failure));
    }

    @SuppressWarnings("NullAway") // a stage that has not failed has a value of its own type
    private void end(
            ExclusiveConnection<K, V> handle,
            Lease<GuardedConnection<byte[], byte[]>> lease,
            @Nullable R value,
            @Nullable Throwable failure) {
        handle.end();
        lease.giveBack();
        if (failure == null) {
            result.complete(value);
        } else {
            Throwable cause = failure.getCause();
            result.completeExceptionally(failure instanceof CompletionException && cause != null ? cause : failure);
        }
    }

    private void revoked() {
        result.completeExceptionally(new GuardClosedException(
                "This RedisGuard was closed while the exclusive work was under way. What it had sent may have been"
                        + " executed.",
                true));
    }
}
