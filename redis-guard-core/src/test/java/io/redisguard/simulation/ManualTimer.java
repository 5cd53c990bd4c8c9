package io.redisguard.simulation;

import io.redisguard.command.RoadTimer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Time that passes only when a test says so. Used by one thread. */
public final class ManualTimer implements RoadTimer {
    private final Queue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long now;
    private long made;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Cancellation after(long delayNanos, Runnable toRun) {
        Task task = new Task(now + delayNanos, made++, toRun);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Returns how many tasks are still to run. */
    public int size() {
        return tasks.size();
    }

    /** Lets time pass, and runs what becomes due at its own time. */
    public void pass(Duration duration) {
        long end = now + duration.toNanos();
        while (!tasks.isEmpty() && tasks.element().due() <= end) {
            Task next = tasks.remove();
            now = Math.max(now, next.due());
            next.run().run();
        }
        now = end;
    }

    private record Task(long due, long number, Runnable run) {}
}
