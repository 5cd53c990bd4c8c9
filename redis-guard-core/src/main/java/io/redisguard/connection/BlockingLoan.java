package io.redisguard.connection;

import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.Router;
import java.util.concurrent.CompletableFuture;

/** A connection of a pool, lent to one call that waits on the server. */
record BlockingLoan(Lease<GuardedConnection<byte[], byte[]>> lease) implements Router.Loan {
    /** Borrows a connection; who cancels the future leaves the queue. */
    @SuppressWarnings("FutureReturnValueIgnored") // each follows the other
    static CompletableFuture<Router.Loan> from(Pool<GuardedConnection<byte[], byte[]>> pool) {
        CompletableFuture<Router.Loan> loan = new CompletableFuture<>();
        Waiter<GuardedConnection<byte[], byte[]>> waiter = pool.borrowLater();
        waiter.whenComplete((lease, failure) -> {
            if (failure != null) {
                loan.completeExceptionally(pool.failure(failure));
            } else if (!loan.complete(new BlockingLoan(lease))) {
                lease.giveBack();
            }
        });
        loan.whenComplete((lent, failure) -> waiter.cancel(false));
        return loan;
    }

    @Override
    public GuardedConnection<byte[], byte[]> connection() {
        return lease.connection();
    }

    @Override
    public void giveBack() {
        lease.giveBack();
    }
}
