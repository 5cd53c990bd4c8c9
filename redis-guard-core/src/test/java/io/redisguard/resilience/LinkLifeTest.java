package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.redisguard.CapturedLog;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.GuardEvent.LinkReplaced;
import io.redisguard.command.GuardEvent.LinkReplaced.Fault;
import io.redisguard.command.LinkWatch;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkLifeTest {
    private static final Duration LIMIT = LinkOptions.builder().build().silenceLimit();
    private static final Duration TICK = Duration.ofNanos(NodeHealth.TICK_NANOS);
    private static final int REPLY_LIMITS = 5;

    private final WatchedNode node = WatchedNode.withDefaults();
    private final LinkWatch watch = node.watch;

    @BeforeEach
    void up() {
        watch.up(Runnable::run);
        node.pass(Duration.ofSeconds(1));
        watch.bytesRead();
        watch.replyRead();
        node.pass(TICK);
        node.events.clear();
    }

    /** An attempt that was sent just now will have had no reply in half a second. */
    private void missOne() {
        long sent = node.timer.nanoTime();
        node.pass(Duration.ofMillis(500));
        watch.timedOut(sent);
    }

    /** The link goes and comes. */
    private void flap() {
        watch.down();
        watch.up(Runnable::run);
    }

    @Test
    void aLinkIsMadeAnewAfterTheLimitOfSilence() {
        missOne();
        node.pass(LIMIT.minusMillis(500).minus(TICK));
        assertThat(node.link.replaced()).isZero();

        node.pass(TICK);

        assertThat(node.link.replaced()).isEqualTo(1);
        assertThat(node.heard(LinkReplaced.class)).containsExactly(new LinkReplaced("server:6379", Fault.SILENT));
    }

    @Test
    void itIsSaidInTheLogOnce() {
        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            missOne();
            node.pass(LIMIT.multipliedBy(3));

            assertThat(log.warnings().stream().filter(line -> line.contains("made anew")))
                    .containsExactly("The link to server:6379 is made anew: nothing has come in for too long.");
        }
    }

    @Test
    void nothingIsMadeAnewTwice() {
        missOne();
        node.pass(LIMIT.multipliedBy(4));

        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void theNextLinkIsJudgedByItself() {
        missOne();
        node.pass(LIMIT);
        flap();
        node.pass(LIMIT.multipliedBy(2));
        assertThat(node.link.replaced()).isEqualTo(1);

        missOne();
        node.pass(LIMIT);

        assertThat(node.link.replaced()).isEqualTo(2);
    }

    @Test
    void aLinkWhoseNextReplySomebodyWaitsForStays() {
        node.link.nextReplyGivenUp(false);
        missOne();
        node.pass(LIMIT.multipliedBy(3));
        assertThat(node.link.replaced()).isZero();

        node.link.nextReplyGivenUp(true);
        node.pass(TICK);

        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void anAnswerAboutALinkThatIsGoneDoesNotEndTheNextOne() {
        node.link.answerLater();
        missOne();
        node.pass(LIMIT);
        flap();

        node.link.answer();

        assertThat(node.link.replaced()).isZero();
    }

    @Test
    void bytesBeginTheSilenceAnew() {
        missOne();
        node.pass(LIMIT.minusSeconds(1));
        watch.bytesRead();
        node.pass(LIMIT.multipliedBy(2));

        assertThat(node.link.replaced()).isZero();
    }

    @Test
    void bytesBeforeAnAttemptThatMissesItsReplyDoNotCountForIt() {
        missOne();
        watch.bytesRead();
        missOne();
        node.pass(LIMIT.minusMillis(500).minus(TICK));
        assertThat(node.link.replaced()).isZero();

        node.pass(TICK.multipliedBy(2));

        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void bytesThatNeverMakeAReplyEndTheLinkAfterFiveLimits() {
        missOne();
        Duration passed = Duration.ofMillis(500);
        while (node.link.replaced() == 0 && passed.compareTo(LIMIT.multipliedBy(10)) < 0) {
            watch.bytesRead();
            node.pass(TICK);
            passed = passed.plus(TICK);
        }

        assertThat(passed)
                .isBetween(
                        LIMIT.multipliedBy(REPLY_LIMITS),
                        LIMIT.multipliedBy(REPLY_LIMITS).plus(TICK));
        assertThat(node.link.replaced()).isEqualTo(1);
    }

    private void readBytesFor(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(TICK)) {
            watch.bytesRead();
            node.pass(TICK);
        }
    }

    @Test
    void theTimeWithoutRepliesIsThatOfTheLinkAlone() {
        missOne();
        readBytesFor(LIMIT.multipliedBy(REPLY_LIMITS - 1));
        flap();
        readBytesFor(LIMIT.multipliedBy(2));

        assertThat(node.link.replaced()).isZero();
    }

    @Test
    void moreAttemptsThatMissTheirRepliesDoNotBeginTheSilenceAnew() {
        for (Duration passed = Duration.ZERO;
                passed.compareTo(LIMIT.plusSeconds(1)) < 0;
                passed = passed.plusMillis(500)) {
            missOne();
        }

        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void aReplyBeginsTheTimeWithoutRepliesAnew() {
        missOne();
        for (int i = 0; i < 10; i++) {
            readBytesFor(LIMIT);
            watch.replyRead();
            missOne();
        }

        assertThat(node.link.replaced()).isZero();
    }

    @Test
    void longSilenceWithoutATimeoutIsNoSilence() {
        node.pass(LIMIT.multipliedBy(20));

        assertThat(node.link.replaced()).isZero();
        assertThat(node.events).isEmpty();
    }

    /** A call that takes a minute by its nature is sent, and others before it were all answered. */
    @Test
    void silenceIsCountedFromTheAttemptThatWasNotAnswered() {
        node.pass(LIMIT.multipliedBy(2));
        missOne();
        node.pass(LIMIT.minusMillis(500).minus(TICK));

        assertThat(node.link.replaced()).isZero();
    }

    @Test
    void silenceIsNotCountedFromBeforeTheLastByte() {
        long sent = node.timer.nanoTime();
        node.pass(LIMIT.multipliedBy(2));
        watch.bytesRead();
        node.pass(TICK);

        watch.timedOut(sent);
        node.pass(LIMIT.minus(TICK.multipliedBy(2)));
        assertThat(node.link.replaced()).isZero();

        node.pass(TICK.multipliedBy(2));
        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void aLinkThatIsDownIsNotEnded() {
        missOne();
        watch.down();
        node.pass(LIMIT.multipliedBy(2));

        assertThat(node.link.replaced()).isZero();
    }

    @Test
    void aLinkToAServerThatTakesNoWritesIsMadeAnewOnce() {
        node.pass(Duration.ofSeconds(5));
        watch.readOnly();
        watch.readOnly();
        node.pass(LIMIT.multipliedBy(2));
        watch.readOnly();

        assertThat(node.link.replaced()).isEqualTo(1);
        assertThat(node.heard(LinkReplaced.class)).containsExactly(new LinkReplaced("server:6379", Fault.READ_ONLY));
    }

    @Test
    void aLinkYoungerThanFiveSecondsIsNotMadeAnewForWrites() {
        flap();
        node.pass(Duration.ofSeconds(5).minusMillis(1));
        watch.readOnly();
        assertThat(node.link.replaced()).isZero();

        node.pass(Duration.ofMillis(1));
        watch.readOnly();
        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void aLinkThatIsEndedForWritesIsNotEndedForSilenceToo() {
        missOne();
        node.pass(LIMIT.minusSeconds(1));
        watch.readOnly();
        node.pass(LIMIT);

        assertThat(node.link.replaced()).isEqualTo(1);
    }

    @Test
    void everyChangeOfTheLinkIsAnEventWithTheLengthOfTheOutage() {
        watch.down();
        watch.down();
        node.pass(Duration.ofMillis(200));
        watch.up(Runnable::run);

        assertThat(node.events)
                .containsExactly(
                        new GuardEvent.LinkDown("server:6379"),
                        new GuardEvent.LinkUp("server:6379", Duration.ofMillis(200), 0));
    }

    @Test
    void theFirstLinkHasNoOutageBefore() {
        WatchedNode other = WatchedNode.withDefaults();
        other.pass(Duration.ofSeconds(3));

        other.watch.up(Runnable::run);

        assertThat(other.events).containsExactly(new GuardEvent.LinkUp("server:6379", Duration.ZERO, 0));
    }

    @Test
    void theEndOfTheGraceIsAnEvent() {
        watch.down();
        watch.await(LinkWatch.ANY, WatchedNode.NOBODY);
        watch.await(LinkWatch.ANY, WatchedNode.NOBODY);
        node.pass(Duration.ofMillis(300));

        assertThat(node.heard(GuardEvent.GraceEnded.class))
                .containsExactly(new GuardEvent.GraceEnded("server:6379", 2));
        assertThat(watch.isGraceOver()).isTrue();
    }

    /** Its bytes were there before its caller gave up, but it was not read to its end. */
    @Test
    void aReplyThatIsReadTooLateIsNoSilence() {
        long sent = node.timer.nanoTime();
        node.pass(Duration.ofMillis(500));
        watch.bytesRead();
        watch.timedOut(sent);
        watch.replyRead();
        watch.lateReply();

        node.pass(LIMIT.multipliedBy(2));

        assertThat(node.health.breakerState()).isEqualTo(BreakerState.CLOSED);
        assertThat(node.link.replaced()).isZero();
    }
}
