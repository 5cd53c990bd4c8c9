package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import java.util.concurrent.Executor;

/** Runs what a pool does later, as long as its client has a timer. Thread-safe. */
final class PoolClock {
    private static final RoadTimer.Cancellation NOTHING = () -> {};

    private final RoadTimer timer;
    private final Executor executor;

    PoolClock(RoadTimer timer, Executor executor) {
        this.timer = timer;
        this.executor = executor;
    }

    long nanoTime() {
        return timer.nanoTime();
    }

    /** Runs a task on another thread. */
    void later(Runnable task) {
        executor.execute(task);
    }

    /** Runs a task after some time; never when the timer has ended with its client. */
    RoadTimer.Cancellation after(long nanos, Runnable task) {
        try {
            return timer.after(nanos, () -> later(task));
        } catch (IllegalStateException ended) {
            return NOTHING;
        }
    }
}
