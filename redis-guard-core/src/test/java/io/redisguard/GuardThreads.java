package io.redisguard;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The threads that guards and their clients start. */
final class GuardThreads {
    private final Set<Thread> before = running();

    private GuardThreads() {}

    /** Remembers those that run already. */
    static GuardThreads note() {
        return new GuardThreads();
    }

    /** Waits until none runs that was not remembered. */
    void awaitNoneLeft() {
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> running().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .toList(),
                        left -> left.isEmpty());
    }

    private static Set<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(lettuce|redis-guard)-.*"))
                .filter(thread -> !thread.getName().startsWith("redis-guard-test"))
                .collect(Collectors.toSet());
    }
}
