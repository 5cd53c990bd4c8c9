package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.command.LinkWatch.WaitingAttempt;
import io.redisguard.simulation.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attempts that a link has let go and failed at once. */
class ReturningAttemptsTest {
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final int A_LOT = 1_000;

    private final ManualTimer timer = new ManualTimer();
    private final List<String> heard = new ArrayList<>();
    private final WaitingRoom room =
            new WaitingRoom(LinkOptions.builder().reconnectGrace(GRACE).build(), timer, Runnable::run, calls -> {});

    /** Lettuce may report a link that is dead already: each attempt comes straight back. */
    @Test
    void attemptsThatALinkHasFailedWaitForAnotherOne() {
        room.await(room.generation(), comingBack("first"));
        room.await(room.generation(), comingBack("second"));

        room.up(Runnable::run);

        assertThat(heard).containsExactly("first proceeds", "second proceeds");
        assertThat(room.isUp()).isTrue();
        assertThat(room.size()).isEqualTo(2);
    }

    @Test
    void theyProceedOnTheNextLinkBeforeThoseWhoCameLater() {
        room.await(room.generation(), comingBack("first"));
        room.up(Runnable::run);
        room.down();
        room.await(room.generation(), staying("later"));
        heard.clear();

        room.up(Runnable::run);

        assertThat(heard).containsExactly("first proceeds", "later proceeds");
    }

    @Test
    void theyGiveUpWhenNoneComes() {
        room.await(room.generation(), comingBack("first"));
        room.up(Runnable::run);
        timer.pass(GRACE);

        assertThat(heard).containsExactly("first proceeds", "first gives up");
        assertThat(room.size()).isZero();
        assertThat(timer.size()).isZero();
    }

    @Test
    void theyGiveUpWhenTheConnectionIsClosed() {
        room.await(room.generation(), comingBack("first"));
        room.up(Runnable::run);
        room.close();

        assertThat(heard).containsExactly("first proceeds", "first gives up");
        assertThat(timer.size()).isZero();
    }

    private WaitingAttempt comingBack(String name) {
        return attempt(name, true);
    }

    private WaitingAttempt staying(String name) {
        return attempt(name, false);
    }

    private WaitingAttempt attempt(String name, boolean comesBack) {
        return new WaitingAttempt() {
            @Override
            public void proceed() {
                heard.add(name + " proceeds");
                if (heard.size() > A_LOT) {
                    throw new IllegalStateException(name + " proceeds without end.");
                }
                if (comesBack) {
                    assertThat(room.await(room.generation(), this)).isTrue();
                }
            }

            @Override
            public void giveUp() {
                heard.add(name + " gives up");
            }
        };
    }
}
