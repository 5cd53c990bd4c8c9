package io.redisguard.connection;

import java.util.concurrent.CompletableFuture;

/**
 * A borrower in the queue of a pool. Whoever completes it first decides: the pool with a loan, or the borrower who
 * gives up; what the pool hands over too late stays the pool's.
 */
final class Waiter<T> extends CompletableFuture<Lease<T>> {
    private final Borrower borrower;
    private final long sinceNanos;
    private boolean asks; // guarded by the pool
    private long asksSinceNanos; // guarded by the pool

    Waiter(Borrower borrower, long sinceNanos) {
        this.borrower = borrower;
        this.sinceNanos = sinceNanos;
    }

    Borrower borrower() {
        return borrower;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Tells whether a connection is being made on its behalf. */
    boolean asks() {
        return asks;
    }

    void beginsToAsk(long now) {
        asks = true;
        asksSinceNanos = now;
    }

    void asksNoMore() {
        asks = false;
    }

    /** Tells whether most of the time that it has waited went into the making of its connection. */
    boolean waitsForConnect(long now) {
        return asks && 2 * (now - asksSinceNanos) >= now - sinceNanos;
    }
}
