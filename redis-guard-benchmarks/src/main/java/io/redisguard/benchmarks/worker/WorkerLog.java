package io.redisguard.benchmarks.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a JVM has logged: how many lines, and the last of them. Thread-safe. */
final class WorkerLog {
    private static final int KEPT = 20;

    private final Deque<String> last = new ArrayDeque<>();
    private long lines;

    synchronized void add(String line) {
        lines++;
        last.add(line);
        if (last.size() > KEPT) {
            last.remove();
        }
    }

    synchronized long lines() {
        return lines;
    }

    synchronized String tail() {
        return last.isEmpty() ? "It has logged nothing." : "Its log ends with:\n" + String.join("\n", last);
    }
}
