package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One loan of a connection. It ends once: given back, cut short, or revoked by the pool. Thread-safe. */
final class Lease<T> {
    private final Pool<T> pool;
    private final Member<T> member;
    private final Borrower borrower;
    private final long sinceNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile RoadTimer.@Nullable Cancellation alarm;
    private volatile Runnable onRevoke = () -> {};

    Lease(Pool<T> pool, Member<T> member, Borrower borrower, long sinceNanos) {
        this.pool = pool;
        this.member = member;
        this.borrower = borrower;
        this.sinceNanos = sinceNanos;
    }

    T connection() {
        return member.connection();
    }

    Member<T> member() {
        return member;
    }

    Borrower borrower() {
        return borrower;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Gives the connection back, for others to use. */
    void giveBack() {
        if (end()) {
            pool.giveBack(this);
        }
    }

    /** Gives it back for nobody to use: something may still be under way. */
    void cutShort() {
        if (end()) {
            pool.discard(this);
        }
    }

    /** Tells whether this is what has ended the loan. */
    boolean end() {
        boolean first = ended.compareAndSet(false, true);
        RoadTimer.Cancellation pending = alarm;
        if (first && pending != null) {
            pending.cancel();
        }
        return first;
    }

    /** Keeps what is to be cancelled when the loan ends. */
    void alarmedBy(RoadTimer.Cancellation pending) {
        alarm = pending;
        if (ended.get()) {
            pending.cancel();
        }
    }

    /** Sets what is done when the pool takes the connection away. */
    void whenRevoked(Runnable task) {
        onRevoke = task;
    }

    void revoked() {
        onRevoke.run();
    }
}
