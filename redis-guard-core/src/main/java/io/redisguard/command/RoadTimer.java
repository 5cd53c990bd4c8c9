package io.redisguard.command;

/** One clock and one timer for everything on the road, so that tests can turn them. Thread-safe. */
public interface RoadTimer {
    /** Returns the time; only differences mean something. */
    long nanoTime();

    /** Runs a task once after a delay, on the timer's thread: it must be short. */
    Cancellation after(long delayNanos, Runnable task);

    /** Takes back what was asked of a timer. */
    @FunctionalInterface
    interface Cancellation {
        /** Keeps the task from running, if it has not begun. */
        void cancel();
    }
}
