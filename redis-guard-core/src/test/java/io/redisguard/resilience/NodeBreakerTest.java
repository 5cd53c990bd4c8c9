package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.redisguard.CapturedLog;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerChanged;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CircuitOpenException;
import io.redisguard.simulation.PlainAttempt;
import io.redisguard.simulation.PlainCall;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class NodeBreakerTest {
    private static final Duration TICK = Duration.ofNanos(NodeHealth.TICK_NANOS);
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration ATTEMPT = Duration.ofMillis(500);
    private static final Duration OPEN_FOR = Duration.ofSeconds(1);
    private static final int PROBES = 8;
    private static final int CALLERS = 8;

    private WatchedNode node = WatchedNode.withDefaults();

    @BeforeEach
    void up() {
        node.watch.up(Runnable::run);
    }

    private BreakerState state() {
        return node.health.breakerState();
    }

    /** Steady success until now. */
    private void serve(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(STEP)) {
            node.succeed(node.enter());
            node.pass(STEP);
        }
    }

    private record Sent(PlainAttempt attempt, long nanos) {}

    /** Callers who wait for replies that do not come, one attempt after the other; returns when they are stopped. */
    private Duration stall() {
        long start = node.timer.nanoTime();
        Queue<Sent> sent = new ArrayDeque<>();
        for (int i = 0; i < CALLERS; i++) {
            sent.add(new Sent(node.enter(), node.timer.nanoTime()));
        }
        while (state() != BreakerState.OPEN
                && node.timer.nanoTime() - start < Duration.ofSeconds(30).toNanos()) {
            node.pass(STEP);
            while (!sent.isEmpty()
                    && node.timer.nanoTime() - sent.element().nanos() >= ATTEMPT.toNanos()
                    && state() == BreakerState.CLOSED) {
                Sent late = sent.remove();
                node.watch.timedOut(late.nanos());
                node.breaker.ended(late.attempt(), CallOutcome.DEADLINE_AFTER_SENDING);
                sent.add(new Sent(node.enter(), node.timer.nanoTime()));
            }
        }
        return Duration.ofNanos(node.timer.nanoTime() - start);
    }

    private void refuse(ServerRefusal refusal) {
        PlainAttempt attempt = node.enter().refused(refusal);
        node.watch.bytesRead();
        node.watch.replyRead();
        node.breaker.ended(attempt, CallOutcome.SERVER_ERROR);
    }

    /** The server answers, but does not serve. */
    private void openByRefusals() {
        while (state() == BreakerState.CLOSED) {
            refuse(ServerRefusal.LOADING);
            node.pass(TICK);
        }
    }

    /** Nothing comes in, though no link counts as silent yet. */
    private void openByDeadlines() {
        node.pass(ATTEMPT);
        while (state() == BreakerState.CLOSED) {
            node.attempt(CallOutcome.DEADLINE_AFTER_SENDING);
            node.pass(TICK);
        }
    }

    private void openBySilence() {
        stall();
    }

    /** So many ticks, each with one attempt that ends so. */
    private void ticks(int count, CallOutcome outcome) {
        for (int i = 0; i < count; i++) {
            node.attempt(outcome);
            node.pass(TICK);
        }
    }

    private List<PlainAttempt> probes(int count) {
        List<PlainAttempt> probes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            probes.add(node.enter());
        }
        return probes;
    }

    private void assertRefused() {
        assertThatThrownBy(() -> node.enter()).isInstanceOf(CircuitOpenException.class);
    }

    @Test
    void staysClosedWhereNothingIsOnTheWireThatCouldEndTheSilence() {
        serve(Duration.ofSeconds(3));
        node.clearWire();
        node.watch.timedOut(node.timer.nanoTime());

        node.pass(Duration.ofSeconds(3));

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void opensWithinASecondOfSilenceAfterSteadySuccess() {
        serve(Duration.ofSeconds(3));

        Duration until = stall();

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertThat(until).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(node.heard(BreakerChanged.class))
                .containsExactly(new BreakerChanged("server:6379", BreakerState.CLOSED, BreakerState.OPEN));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOADING", "CLUSTERDOWN", "MASTERDOWN", "MAX_CLIENTS"})
    void opensWhenTheServerDoesNotServe(ServerRefusal refusal) {
        serve(Duration.ofSeconds(1));
        for (int i = 0; i < 5 && state() == BreakerState.CLOSED; i++) {
            refuse(refusal);
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"LOADING", "CLUSTERDOWN", "MASTERDOWN", "MAX_CLIENTS"})
    void staysClosedWhenTheServerRefusesOnlyThisCommand(ServerRefusal refusal) {
        for (int i = 0; i < 50; i++) {
            refuse(refusal);
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SERVER_ERROR", "CANNOT_DECODE", "CANNOT_ENCODE", "INTERRUPTED", "CANCELLED", "REJECTED", "CLOSED"
            })
    void staysClosedForWhatIsTheCallersOwnDoing(CallOutcome outcome) {
        ticks(50, outcome);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(node.heard(BreakerChanged.class)).isEmpty();
    }

    @Test
    void opensForAttemptsThatWereNotAnsweredInTime() {
        ticks(3, CallOutcome.DEADLINE_AFTER_SENDING);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void staysClosedForAttemptsThatWereLostWithTheirLink() {
        ticks(50, CallOutcome.CONNECTION_LOST_AFTER_SENDING);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aGoodTickNeverOpensIt() {
        for (int i = 0; i < 20; i++) {
            node.attempt(i % 5 < 2 ? CallOutcome.DEADLINE_AFTER_SENDING : CallOutcome.SUCCESS);
            node.pass(TICK);
        }
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        openByRefusals();
        node.watch.lateReply();
        probes(PROBES).forEach(node::succeed);
        for (int i = 0; i < 4; i++) {
            node.attempt(i < 2 ? CallOutcome.DEADLINE_AFTER_SENDING : CallOutcome.SUCCESS);
            node.pass(TICK);
        }
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void threeBadTicksOpenItAlsoWhenItHasJustClosed() {
        openBySilence();
        node.watch.lateReply();
        probes(PROBES).forEach(node::succeed);
        node.pass(TICK);

        for (int i = 0; i < 3; i++) {
            assertThat(state()).isEqualTo(BreakerState.CLOSED);
            node.attempt(CallOutcome.DEADLINE_AFTER_SENDING);
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void aNodeThatAnswersIsTriedOutSoonHoweverItFared() {
        openByRefusals();
        for (int i = 0; i < 20; i++) {
            node.pass(TICK);
            assertThat(state()).isEqualTo(BreakerState.OPEN);
            node.pass(TICK);
            assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
            for (int probe = 0; probe < PROBES; probe++) {
                refuse(ServerRefusal.LOADING);
            }
            assertThat(state()).isEqualTo(BreakerState.OPEN);
            assertRefused();
        }

        node.pass(TICK.multipliedBy(2));
        probes(PROBES).forEach(node::succeed);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEADLINE_BEFORE_SENDING", "CONNECTION_LOST_BEFORE_SENDING"})
    void staysClosedForAttemptsThatWereNeverSent(CallOutcome outcome) {
        for (int i = 0; i < 50; i++) {
            PlainAttempt attempt = new PlainAttempt(new PlainCall("GET", "k"));
            node.breaker.enter(attempt);
            node.breaker.ended(attempt, outcome);
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void staysClosedForCallersWhoGiveTooLittleTime() {
        for (int i = 0; i < 50; i++) {
            PlainAttempt attempt = new PlainAttempt(new PlainCall("GET", "k").callerLimit(1)).sent();
            node.breaker.enter(attempt);
            node.breaker.ended(attempt, CallOutcome.DEADLINE_AFTER_SENDING);
            node.watch.timedOut(node.timer.nanoTime());
            node.watch.bytesRead();
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 51, 100})
    void aTickIsBadFromHalfOfItsAttemptsOn(int bad) {
        for (int tick = 0; tick < 5 && state() == BreakerState.CLOSED; tick++) {
            for (int i = 0; i < 100; i++) {
                node.attempt(i < bad ? CallOutcome.DEADLINE_AFTER_SENDING : CallOutcome.SUCCESS);
            }
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(bad < 50 ? BreakerState.CLOSED : BreakerState.OPEN);
    }

    @Test
    void twoBadTicksAreNotEnough() {
        ticks(2, CallOutcome.DEADLINE_AFTER_SENDING);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        node.attempt(CallOutcome.DEADLINE_AFTER_SENDING);
        node.pass(TICK);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void refusesWithTheServersNameWhileOpen() {
        openBySilence();

        assertThatThrownBy(() -> node.enter())
                .isInstanceOfSatisfying(
                        CircuitOpenException.class,
                        open -> assertThat(open.isOutcomeUnknown()).isFalse())
                .hasMessageStartingWith(
                        "GET was not sent: server:6379 does not answer in time, or cannot serve, so the circuit breaker is open.");
        assertThat(node.heard(GuardEvent.CallRefused.class))
                .containsExactly(
                        new GuardEvent.CallRefused("server:6379", "GET", GuardEvent.CallRefused.Guard.BREAKER));
    }

    @Test
    void aLateReplyLetsProbesThroughAtOnce() {
        openBySilence();

        node.watch.bytesRead();
        node.watch.lateReply();

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThatCode(() -> node.enter()).doesNotThrowAnyException();
    }

    @Test
    void aNewLinkLetsProbesThroughAtOnce() {
        openBySilence();
        node.watch.down();
        assertRefused();

        node.watch.up(Runnable::run);

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThatCode(() -> node.enter()).doesNotThrowAnyException();
    }

    @Test
    void letsNoProbeThroughWhileTheNodeIsSilent() {
        openBySilence();

        for (int i = 0; i < 1_000; i++) {
            node.pass(STEP);
            assertRefused();
        }

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void letsAProbeThroughAfterATimeWhenTheNodeIsNotSilent() {
        openByDeadlines();
        Duration opened = Duration.ofNanos(node.timer.nanoTime());
        Duration admitted = Duration.ZERO;
        while (state() == BreakerState.OPEN && admitted.compareTo(OPEN_FOR.multipliedBy(5)) < 0) {
            node.pass(STEP);
            admitted = Duration.ofNanos(node.timer.nanoTime()).minus(opened);
            try {
                node.enter();
            } catch (CircuitOpenException stillOpen) {
                assertThat(stillOpen.isOutcomeUnknown()).isFalse();
            }
        }

        assertThat(admitted)
                .isBetween(OPEN_FOR, OPEN_FOR.plus(OPEN_FOR.dividedBy(2)).plus(STEP));
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void closesAfterAsManyGoodProbesAsItIsTold() {
        openBySilence();
        node.watch.lateReply();
        List<PlainAttempt> probes = probes(PROBES);
        assertThatThrownBy(() -> node.enter()).hasMessageContaining("half open and has no probe left.");

        for (PlainAttempt probe : probes) {
            assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
            node.succeed(probe);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(node.heard(BreakerChanged.class))
                .containsExactly(
                        new BreakerChanged("server:6379", BreakerState.CLOSED, BreakerState.OPEN),
                        new BreakerChanged("server:6379", BreakerState.OPEN, BreakerState.HALF_OPEN),
                        new BreakerChanged("server:6379", BreakerState.HALF_OPEN, BreakerState.CLOSED));
        serve(Duration.ofSeconds(1));
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void eachRoundOfProbesIsCountedByItself() {
        openBySilence();
        node.watch.lateReply();
        probes(PROBES).forEach(node::succeed);
        openByRefusals();
        node.watch.lateReply();
        List<PlainAttempt> second = probes(PROBES);

        second.subList(1, PROBES).forEach(node::succeed);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);

        node.succeed(second.get(0));
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aRoundWithManyBadProbesOpensItAgain() {
        openByRefusals();
        node.watch.lateReply();
        List<PlainAttempt> probes = probes(PROBES);

        probes.subList(0, PROBES / 2).forEach(node::succeed);
        probes.subList(PROBES / 2, PROBES)
                .forEach(probe -> node.breaker.ended(probe, CallOutcome.DEADLINE_AFTER_SENDING));

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertRefused();
    }

    @Test
    void aProbeThatSaysNothingMakesRoomForAnother() {
        openBySilence();
        node.watch.lateReply();
        List<PlainAttempt> probes = probes(PROBES);
        assertRefused();

        node.breaker.ended(probes.get(0), CallOutcome.CANCELLED);

        assertThatCode(() -> node.enter()).doesNotThrowAnyException();
        assertRefused();
    }

    @Test
    void attemptsFromBeforeTheOutageAreNoProbes() {
        List<PlainAttempt> before = probes(PROBES);
        openBySilence();
        node.watch.lateReply();

        before.forEach(node::succeed);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);

        before.forEach(attempt -> assertThat(attempt.probe()).isZero());
        assertThat(probes(PROBES)).allMatch(probe -> probe.probe() != 0);
    }

    @Test
    void probesOfAnEarlierRoundDoNotCount() {
        openBySilence();
        node.watch.lateReply();
        List<PlainAttempt> earlier = probes(PROBES);
        node.breaker.ended(earlier.remove(0), CallOutcome.DEADLINE_AFTER_SENDING);
        node.pass(OPEN_FOR.plus(TICK.multipliedBy(2)));
        assertThat(state()).isEqualTo(BreakerState.OPEN);
        node.watch.lateReply();
        List<PlainAttempt> present = probes(PROBES);

        earlier.subList(0, PROBES / 2).forEach(node::succeed);
        earlier.subList(PROBES / 2, earlier.size()).forEach(probe -> node.breaker.ended(probe, CallOutcome.CANCELLED));
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertRefused();

        present.forEach(node::succeed);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void probesThatNobodyHearsOfDoNotHoldEverybodyUp() {
        openBySilence();
        node.watch.bytesRead();
        node.watch.lateReply();
        probes(PROBES);

        node.pass(OPEN_FOR);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        node.pass(TICK.multipliedBy(2));
        assertThat(state()).isEqualTo(BreakerState.OPEN);

        node.pass(OPEN_FOR.plus(OPEN_FOR.dividedBy(2)));
        assertThatCode(() -> node.enter()).doesNotThrowAnyException();
    }

    @Test
    void closesForProbesThatAreAnsweredLaterThanTheNextOnesAreLetThrough() {
        openByRefusals();
        node.watch.lateReply();
        List<PlainAttempt> slow = probes(PROBES);
        node.pass(OPEN_FOR.multipliedBy(3));

        slow.forEach(node::succeed);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void waitsForAProbeHoweverLongNobodyCalls() {
        openBySilence();
        node.watch.lateReply();
        node.clearWire();

        node.pass(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);

        node.breaker.ended(node.enter(), CallOutcome.CANCELLED);
        node.pass(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);

        probes(1);
        node.pass(OPEN_FOR.plus(TICK.multipliedBy(2)));
        assertThat(state()).isEqualTo(BreakerState.OPEN);

        node.watch.lateReply();
        node.pass(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void closesForFewProbesThatAreAnsweredWhenNobodyCallsAnyMore() {
        openBySilence();
        node.watch.lateReply();
        node.clearWire();
        List<PlainAttempt> slow = probes(PROBES / 2);
        node.pass(OPEN_FOR.plus(TICK.multipliedBy(2)));
        node.watch.lateReply();

        slow.forEach(node::succeed);
        node.pass(OPEN_FOR.plus(TICK.multipliedBy(2)));

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    /** They come too seldom to make up a full round of probes. */
    @ParameterizedTest
    @ValueSource(ints = {300, 900, 2_000})
    void closesForCallersWhoComeSeldom(int millisBetweenCalls) {
        openByRefusals();
        node.pass(OPEN_FOR.multipliedBy(2));

        for (int i = 0; i < 20; i++) {
            node.succeed(node.enter());
            node.pass(Duration.ofMillis(millisBetweenCalls));
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXEC", "DISCARD"})
    void theEndOfATransactionPassesWhileOpen(String command) {
        openBySilence();
        PlainAttempt attempt = new PlainAttempt(new PlainCall(command));

        assertThatCode(() -> node.breaker.enter(attempt)).doesNotThrowAnyException();
        assertThat(attempt.probe()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MULTI", "WATCH"})
    void theBeginningOfATransactionDoesNotPassWhileOpen(String command) {
        openBySilence();

        assertThatThrownBy(() -> node.breaker.enter(new PlainAttempt(new PlainCall(command))))
                .isInstanceOf(CircuitOpenException.class);
    }

    @Test
    void aMemberOfATransactionPassesWhileOpenAndIsNoProbe() {
        openBySilence();
        PlainAttempt member = new PlainAttempt(new PlainCall("SET", "k", "v").queued());

        node.breaker.enter(member);
        assertThat(member.probe()).isZero();

        node.watch.lateReply();
        node.breaker.enter(member);
        assertThat(probes(PROBES)).hasSize(PROBES);
    }

    @Test
    void anOutageIsLoggedOnceHoweverOftenItIsTriedOut() {
        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            openByRefusals();
            for (int i = 0; i < 5; i++) {
                node.watch.lateReply();
                probes(PROBES).forEach(probe -> node.breaker.ended(probe, CallOutcome.DEADLINE_AFTER_SENDING));
            }
            node.watch.lateReply();
            probes(PROBES).forEach(node::succeed);

            assertThat(log.text().lines())
                    .containsExactly(
                            "server:6379 does not answer in time, or cannot serve: calls are refused until there is a sign of life.",
                            "server:6379 answers again.");
        }
    }

    @Test
    void doesNothingWhenItIsOff() {
        node = WatchedNode.with(
                CircuitBreakerOptions.builder().mode(BreakerMode.OFF).build());
        node.watch.up(Runnable::run);
        for (int i = 0; i < 50; i++) {
            long sent = node.timer.nanoTime();
            node.attempt(CallOutcome.DEADLINE_AFTER_SENDING);
            node.pass(TICK);
            node.watch.timedOut(sent);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(node.heard(BreakerChanged.class)).isEmpty();
        assertThatCode(() -> node.enter()).doesNotThrowAnyException();
    }
}
