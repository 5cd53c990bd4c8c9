package io.redisguard.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.redisguard.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardEventsTest {
    private static final GuardEvent EVENT = new GuardEvent.LinkDown("server:6379");

    @Test
    void reachTheListenerInTheirOrder() {
        List<GuardEvent> heard = new ArrayList<>();
        GuardEvents events = new GuardEvents(heard::add);
        GuardEvent other = new GuardEvent.LinkDown("other:6379");

        events.raise(() -> EVENT);
        events.raise(() -> other);

        assertThat(heard).containsExactly(EVENT, other);
    }

    @Test
    void areNotEvenMadeWhenNobodyListens() {
        AtomicInteger made = new AtomicInteger();

        new GuardEvents(null).raise(() -> {
            made.incrementAndGet();
            return EVENT;
        });

        assertThat(made).hasValue(0);
    }

    @Test
    void aListenerThatThrowsHarmsNobodyAndIsLoggedOnce() {
        AtomicInteger heard = new AtomicInteger();
        GuardEvents events = new GuardEvents(event -> {
            heard.incrementAndGet();
            throw new IllegalStateException("broken listener");
        });

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            for (int i = 0; i < 3; i++) {
                events.raise(() -> EVENT);
            }

            assertThat(log.warnings())
                    .containsExactly("A listener of guard events failed; later failures of it are not logged.");
            assertThat(log.text()).contains("broken listener");
        }
        assertThat(heard).hasValue(3);
    }

    @Test
    void aListenerThatThrowsAnErrorHarmsNobodyEither() {
        GuardEvents events = new GuardEvents(event -> {
            throw new AssertionError("broken listener");
        });

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            events.raise(() -> EVENT);

            assertThat(log.text()).contains("broken listener");
        }
    }
}
