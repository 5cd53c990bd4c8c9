package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the servers are asked which part they play: now and then, soon after something has gone wrong, and again
 * and again while it is wrong. All pauses are random, so that clients do not ask in step. Thread-safe.
 */
final class Refreshing {
    private static final Logger LOG = LoggerFactory.getLogger(Refreshing.class);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long YOUNG_TROUBLE = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_WHILE_YOUNG = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PAUSE_LATER = TimeUnit.SECONDS.toNanos(2);

    private final GuardedRedisClient client;
    private final RoadTimer timer;
    private final Supplier<CompletableFuture<?>> refresh;
    private final BooleanSupplier inTrouble;
    private final long period;
    private boolean running; // guarded by this, as all that follows
    private boolean wanted;
    private boolean stopped = true;
    private long endedNanos;
    private boolean troubled;
    private long troubledSince;
    private long dueNanos;
    private RoadTimer.@Nullable Cancellation pending;

    Refreshing(
            GuardedRedisClient client,
            Duration period,
            Supplier<CompletableFuture<?>> refresh,
            BooleanSupplier inTrouble) {
        this.period = period.toNanos();
        this.client = client;
        this.timer = client.timer();
        this.refresh = refresh;
        this.inTrouble = inTrouble;
    }

    /** Begins to ask, unless the answer is always the same. */
    synchronized void start(boolean fixed) {
        if (!fixed) {
            stopped = false;
            endedNanos = timer.nanoTime();
            planNext(inTrouble.getAsBoolean());
        }
    }

    /** Asks as soon as that is decent. */
    synchronized void soon() {
        if (running) {
            wanted = true;
        } else {
            plan(Math.max(0, endedNanos + shortestPause() - timer.nanoTime()));
        }
    }

    synchronized void close() {
        stopped = true;
        cancel();
    }

    /** The caller holds the lock. */
    private void plan(long nanos) {
        long due = timer.nanoTime() + nanos;
        if (stopped || (pending != null && dueNanos - due <= 0)) {
            return;
        }
        cancel();
        dueNanos = due;
        pending = timer.after(nanos, () -> client.schedule(Duration.ZERO, this::run));
    }

    /** The caller holds the lock. */
    private void cancel() {
        RoadTimer.Cancellation known = pending;
        if (known != null) {
            known.cancel();
            pending = null;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what became of it is looked at
    private void run() {
        synchronized (this) {
            pending = null;
            if (running || stopped) {
                return;
            }
            running = true;
            wanted = false;
        }
        CompletableFuture<?> asked;
        try {
            asked = refresh.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("Nobody could tell which server plays which part.", failure);
            }
            ended(failure != null || inTrouble.getAsBoolean());
        });
    }

    private synchronized void ended(boolean trouble) {
        running = false;
        endedNanos = timer.nanoTime();
        planNext(trouble);
    }

    /** The caller holds the lock. */
    private void planNext(boolean trouble) {
        if (trouble && !troubled) {
            troubledSince = timer.nanoTime();
        }
        troubled = trouble;
        if (wanted) {
            plan(shortestPause());
        } else if (!trouble) {
            plan(random(period - period / 5, period + period / 5));
        } else if (!isOldTrouble()) {
            plan(random(SHORTEST_PAUSE, PAUSE_WHILE_YOUNG));
        } else {
            plan(random(PAUSE_LATER / 2, PAUSE_LATER));
        }
    }

    /** The caller holds the lock. */
    private boolean isOldTrouble() {
        return troubled && timer.nanoTime() - troubledSince >= YOUNG_TROUBLE;
    }

    /** The caller holds the lock. */
    private long shortestPause() {
        return isOldTrouble() ? random(PAUSE_LATER / 2, PAUSE_LATER) : SHORTEST_PAUSE;
    }

    private static long random(long from, long to) {
        return ThreadLocalRandom.current().nextLong(from, to);
    }
}
