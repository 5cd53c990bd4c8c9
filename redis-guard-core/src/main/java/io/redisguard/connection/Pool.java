package io.redisguard.connection;

import io.redisguard.command.GuardEvent;
import io.redisguard.command.PoolWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.error.PoolState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of connections, lent to one borrower at a time. Those who wait, blocked threads and futures alike,
 * stand in one queue and are served in order; each has one time limit, in which a connection must be free or made. What
 * a borrower has changed is undone before the next one gets the connection. The lock is held for book-keeping only:
 * connections are made, reset and closed, and borrowers told, without it. Thread-safe.
 */
final class Pool<T> {
    private final PoolSource<T> source;
    private final PoolSetting setting;
    private final PoolOptions options;
    private final PoolClock clock;
    private final PoolFailures failures;
    private final LeakWatch leaks;
    private final PoolWatch watch;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdleMembers<T> idle; // guarded by the lock, as all that follows
    private final Set<Lease<T>> lent = new LinkedHashSet<>(); // longest first
    private final Set<Waiter<T>> waiting = new LinkedHashSet<>(); // in order
    private final Set<Member<T>> resetting = new LinkedHashSet<>();
    private int connecting;
    private int closing;
    private boolean closed;

    @SuppressWarnings("this-escape") // asked for its state later
    Pool(PoolSource<T> source, PoolSetting setting) {
        this.source = source;
        this.setting = setting;
        this.options = setting.options();
        this.clock = setting.clock();
        this.failures = new PoolFailures(setting);
        this.leaks = new LeakWatch(setting);
        this.idle = new IdleMembers<>(setting, this::closeExpired);
        this.watch = setting.watches().over(setting.server(), setting.role(), this::state);
    }

    // ---- borrowing ---------------------------------------------------------------------------------------------

    /**
     * Borrows a connection; waits for one.
     *
     * @throws PoolExhaustedException when none was free in time, or too many wait already
     * @throws io.redisguard.error.ConnectFailedException when none could be made, or not in time
     * @throws GuardClosedException when the pool is closed
     * @throws CallInterruptedException when the thread is interrupted
     */
    Lease<T> borrow() {
        Waiter<T> waiter = enter();
        long waited = clock.nanoTime() - waiter.sinceNanos();
        try {
            return waiter.get(options.maxWait().toNanos() - waited, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            RuntimeException failure = tooLate(waiter);
            if (waiter.completeExceptionally(failure)) {
                throw failure;
            }
            return handedOver(waiter);
        } catch (InterruptedException e) {
            if (!waiter.cancel(false) && !waiter.isCompletedExceptionally()) {
                waiter.join().giveBack();
            }
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "Waiting for a connection of the " + setting.name() + " was interrupted. Nothing was sent.",
                    e,
                    false);
        }
    }

    /** What has come in the very moment of giving up is used. */
    private Lease<T> handedOver(Waiter<T> waiter) {
        try {
            return waiter.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("it is complete", e);
        }
    }

    /**
     * Returns what a borrower is told whose future has failed. It is made here if it comes from another thread: an
     * exception tells its catcher where it was made, and that should be where the caller is.
     */
    RuntimeException failure(Throwable cause) {
        if (cause instanceof GuardClosedException) {
            return failures.closed();
        }
        return cause instanceof GuardFailure && cause instanceof RuntimeException told ? told : source.failure(cause);
    }

    /**
     * Borrows a connection. Who completes the future, to cancel it for instance, leaves the queue; why it has failed is
     * told by {@link #failure}.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the end of waiting
    Waiter<T> borrowLater() {
        Waiter<T> waiter = enter();
        if (!waiter.isDone()) {
            RoadTimer.Cancellation end =
                    clock.after(options.maxWait().toNanos(), () -> waiter.completeExceptionally(tooLate(waiter)));
            waiter.whenComplete((lease, failure) -> end.cancel());
        }
        return waiter;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private Waiter<T> enter() {
        Waiter<T> waiter = new Waiter<>(Borrower.here(), clock.nanoTime());
        change(afterwards -> lineUp(waiter, afterwards));
        waiter.whenComplete((lease, failure) -> left(waiter, failure));
        return waiter;
    }

    private void lineUp(Waiter<T> waiter, List<Runnable> afterwards) {
        if (closed) {
            afterwards.add(() -> waiter.completeExceptionally(failures.closed()));
            return;
        }
        Member<T> free = waiting.isEmpty() ? takeIdle(afterwards) : null;
        if (free != null) {
            lend(free, waiter, afterwards);
        } else if (waiting.size() - connecting - room() >= options.maxWaiting()) {
            PoolState now = present();
            Lease<T> longest = longestLent();
            afterwards.add(() -> waiter.completeExceptionally(failures.tooManyWait(now, longest)));
        } else {
            waiting.add(waiter);
            connect(afterwards);
        }
    }

    private void left(Waiter<T> waiter, @Nullable Throwable failure) {
        watch.waited(clock.nanoTime() - waiter.sinceNanos());
        if (failure == null) {
            return;
        }
        change(afterwards -> waiting.remove(waiter));
        if (failure instanceof PoolExhaustedException exhausted) {
            setting.events()
                    .raise(() -> new GuardEvent.PoolExhausted(setting.server(), setting.role(), exhausted.waited()));
        }
    }

    /** Its time is up: because all are lent, or because none can be made. */
    private RuntimeException tooLate(Waiter<T> waiter) {
        PoolState now;
        Lease<T> longest;
        boolean waitsForConnect;
        lock.lock();
        try {
            now = present();
            longest = longestLent();
            waitsForConnect = waiter.waitsForConnect(clock.nanoTime());
        } finally {
            lock.unlock();
        }
        return waitsForConnect
                ? failures.slowConnect(now)
                : failures.noneFree(now, clock.nanoTime() - waiter.sinceNanos(), longest);
    }

    private @Nullable Lease<T> longestLent() {
        return lent.isEmpty() ? null : lent.iterator().next();
    }

    // ---- lending, with the lock held ---------------------------------------------------------------------------

    /** Runs the book-keeping with the lock, and what follows from it without. */
    private void change(Consumer<List<Runnable>> bookkeeping) {
        List<Runnable> afterwards = new ArrayList<>(2);
        lock.lock();
        try {
            bookkeeping.accept(afterwards);
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
    }

    private @Nullable Member<T> takeIdle(List<Runnable> afterwards) {
        while (true) {
            Member<T> latest = idle.take();
            if (latest == null || (source.isFit(latest.connection()) && !isOld(latest))) {
                return latest;
            }
            close(latest, afterwards);
        }
    }

    private boolean isOld(Member<T> member) {
        return member.isOld(clock.nanoTime());
    }

    private void lend(Member<T> member, Waiter<T> waiter, List<Runnable> afterwards) {
        Lease<T> lease = new Lease<>(this, member, waiter.borrower(), clock.nanoTime());
        lent.add(lease);
        afterwards.add(() -> {
            if (waiter.complete(lease)) {
                leaks.over(lease);
            } else {
                lease.giveBack(); // the borrower has gone meanwhile
            }
        });
    }

    /** A connection is fit and free. */
    private void offer(Member<T> member, List<Runnable> afterwards) {
        if (closed || isOld(member)) {
            close(member, afterwards);
        } else if (waiting.isEmpty()) {
            idle.add(member);
        } else {
            Waiter<T> first = waiting.iterator().next();
            waiting.remove(first);
            lend(member, first, afterwards);
        }
    }

    /** Makes connections for those who wait, as far as there is room. */
    private void connect(List<Runnable> afterwards) {
        while (!closed && connecting < waiting.size() && room() > 0) {
            for (Waiter<T> waiter : waiting) {
                if (!waiter.asks()) {
                    waiter.beginsToAsk(clock.nanoTime());
                    connecting++;
                    afterwards.add(() -> connectFor(waiter));
                    break;
                }
            }
        }
    }

    private void close(Member<T> member, List<Runnable> afterwards) {
        closing++;
        afterwards.add(() -> {
            Runnable gone = () -> {
                if (member.goes()) {
                    change(then -> {
                        closing--;
                        connect(then);
                    });
                }
            };
            RoadTimer.Cancellation limit = clock.after(options.resetTimeout().toNanos(), gone);
            start(() -> source.close(member.connection())).whenComplete((done, failure) -> {
                limit.cancel();
                gone.run();
            });
        });
    }

    // ---- what happens without the lock -------------------------------------------------------------------------

    private static <R> CompletionStage<R> start(Supplier<CompletionStage<R>> what) {
        try {
            return what.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void connectFor(Waiter<T> waiter) {
        start(source::open).whenComplete((connection, failure) -> {
            if (failure == null) {
                connected(waiter, connection);
            } else {
                notConnected(waiter, failure);
            }
        });
    }

    private void connected(Waiter<T> asker, T connection) {
        Member<T> member = Member.made(connection, clock.nanoTime(), options.maxAge(), setting.random());
        change(afterwards -> {
            connecting--;
            asker.asksNoMore();
            if (source.isFit(connection)) {
                offer(member, afterwards);
            } else {
                close(member, afterwards); // the link is lost already
            }
            connect(afterwards);
        });
        source.whenBroken(connection, () -> clock.later(() -> closeIfIdle(member)));
    }

    /** The one who asked is told; the next one may try for himself, on another thread lest they form a chain. */
    private void notConnected(Waiter<T> asker, Throwable failure) {
        change(afterwards -> {
            connecting--;
            asker.asksNoMore();
            if (waiting.remove(asker)) {
                afterwards.add(() -> asker.completeExceptionally(failure));
            }
        });
        clock.later(() -> change(this::connect));
    }

    private void closeIfIdle(Member<T> member) {
        change(afterwards -> {
            if (idle.remove(member)) {
                close(member, afterwards);
            }
        });
    }

    private void closeExpired() {
        change(afterwards -> idle.takeExpired().forEach(member -> close(member, afterwards)));
    }

    // ---- returning ---------------------------------------------------------------------------------------------

    void giveBack(Lease<T> lease) {
        Member<T> member = lease.member();
        boolean fit = source.isFit(member.connection());
        boolean resettable = !fit && source.isResettable(member.connection());
        change(afterwards -> {
            if (!lent.remove(lease)) {
                return;
            }
            if (fit) {
                offer(member, afterwards);
            } else if (resettable && !closed && !isOld(member)) {
                resetting.add(member);
                afterwards.add(() -> reset(member));
            } else {
                close(member, afterwards);
            }
        });
    }

    void discard(Lease<T> lease) {
        change(afterwards -> {
            if (lent.remove(lease)) {
                close(lease.member(), afterwards);
            }
        });
    }

    private void reset(Member<T> member) {
        RoadTimer.Cancellation limit = clock.after(options.resetTimeout().toNanos(), () -> wasReset(member));
        start(() -> source.reset(member.connection())).whenComplete((done, failure) -> {
            limit.cancel();
            wasReset(member);
        });
    }

    private void wasReset(Member<T> member) {
        boolean fit = source.isFit(member.connection());
        change(afterwards -> {
            if (!resetting.remove(member)) {
                return;
            }
            if (fit) {
                offer(member, afterwards);
            } else {
                close(member, afterwards);
            }
        });
    }

    // ---- the end -----------------------------------------------------------------------------------------------

    /** Lends nothing any more; those who wait are told, what is idle is closed. */
    void closeToNewBorrowers() {
        change(afterwards -> {
            closed = true;
            List.copyOf(waiting)
                    .forEach(waiter -> afterwards.add(() -> waiter.completeExceptionally(failures.closed())));
            waiting.clear();
            idle.takeAll().forEach(member -> close(member, afterwards));
        });
    }

    /** Lends nothing any more, as the server plays no part now; what is lent is closed when it is back. */
    void retire() {
        failures.retire();
        closeToNewBorrowers();
        watch.close();
    }

    /** Closes all connections, those included that are lent; what is being made is closed when it is there. */
    void close() {
        closeToNewBorrowers();
        change(afterwards -> {
            resetting.forEach(member -> close(member, afterwards));
            resetting.clear();
            // one that is being given back is closed when it is back
            lent.stream().filter(Lease::end).toList().forEach(lease -> {
                lent.remove(lease);
                close(lease.member(), afterwards);
                afterwards.add(lease::revoked);
            });
        });
        watch.close();
    }

    /** Does something about each connection that is lent now; its borrower has it still. */
    void forEachLent(Consumer<T> action) {
        List<T> now;
        lock.lock();
        try {
            now = lent.stream().map(Lease::connection).toList();
        } finally {
            lock.unlock();
        }
        now.forEach(action);
    }

    /** Tells whether a connection is lent. */
    boolean isLent() {
        return state().lent() > 0;
    }

    /** Tells how full it is. */
    PoolState state() {
        lock.lock();
        try {
            return present();
        } finally {
            lock.unlock();
        }
    }

    private PoolState present() {
        return new PoolState(
                options.maxSize(), lent.size(), idle.size(), connecting, resetting.size() + closing, waiting.size());
    }

    /** Returns how many more connections there may be. */
    private int room() {
        return options.maxSize() - present().size();
    }
}
