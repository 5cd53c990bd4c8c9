package io.redisguard.recovery;

import static org.awaitility.Awaitility.await;

import io.redisguard.test.FaultProxy;
import java.time.Duration;

/** Resets of a link to a server that is up, one after the other while callers work. */
final class LinkResets {
    static final int COUNT = 10;

    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LinkResets() {}

    /** Does all of them; each finds the callers at work, and so does the end. */
    static void under(Callers callers, FaultProxy proxy) {
        for (int reset = 0; reset < COUNT; reset++) {
            awaitWork(callers);
            callers.workFor(BETWEEN);
            proxy.reset();
        }
        awaitWork(callers);
    }

    private static void awaitWork(Callers callers) {
        long answered = callers.answered();
        await().atMost(PATIENCE).until(() -> callers.answered() > answered + callers.size());
    }
}
