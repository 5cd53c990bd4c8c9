package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.lettuce.core.RedisException;
import io.redisguard.command.AttemptStage;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.Repetition;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.ManualTimer;
import io.redisguard.simulation.PlainAttempt;
import io.redisguard.simulation.PlainCall;
import io.redisguard.simulation.PlainLink;
import io.redisguard.test.DeterministicRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeHealthTest {
    private static final Duration TICK = Duration.ofNanos(NodeHealth.TICK_NANOS);
    private static final Duration LONG = Duration.ofSeconds(3);
    private static final int FLOOR = 50;

    private final WatchedNode node = WatchedNode.withDefaults();
    private final LinkWatch silent = node.watch;

    @BeforeEach
    void up() {
        silent.up(Runnable::run);
    }

    private LinkWatch otherLink() {
        LinkWatch other = node.health.watch(new PlainLink(WatchedNode.SERVER, node.timer, Runnable::run));
        other.up(Runnable::run);
        return other;
    }

    private BreakerState state() {
        return node.health.breakerState();
    }

    @Test
    void hasOneTimerAndNoneWhenItIsClosed() {
        node.pass(LONG);
        assertThat(node.timer.size()).isEqualTo(1);

        node.health.close();

        assertThat(node.timer.size()).isZero();
        node.health.close();
        assertThat(node.timer.size()).isZero();
    }

    @Test
    void closingALinkLeavesNoTimerOfIt() {
        silent.down();
        silent.await(LinkWatch.ANY, WatchedNode.NOBODY);
        assertThat(node.timer.size()).isEqualTo(2);

        silent.close();

        assertThat(node.timer.size()).isEqualTo(1);
    }

    @Test
    void stopsTickingWhenTheThreadsOfTheClientAreGone() {
        ManualTimer timer = new ManualTimer();
        PlainLink link = new PlainLink(WatchedNode.SERVER, timer, task -> {
            throw new RejectedExecutionException("shut down");
        });
        ResilienceOptions options = new ResilienceOptions(
                LinkOptions.builder().build(),
                RetryOptions.builder().build(),
                CircuitBreakerOptions.builder().build(),
                BulkheadOptions.builder().build());
        NodeHealth.of(link, options, DeterministicRandom.seeded(1), null);

        timer.pass(LONG);

        assertThat(timer.size()).isZero();
    }

    @Test
    void oneSilentLinkAloneMakesTheNodeSilent() {
        silent.timedOut(node.timer.nanoTime());

        node.pass(LONG);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 100, 150, 250, 400})
    void oneLinkThatLivesShowsThatTheNodeDoes(int millisBetweenReplies) {
        Duration between = Duration.ofMillis(millisBetweenReplies);
        LinkWatch alive = otherLink();
        silent.timedOut(node.timer.nanoTime());
        for (Duration passed = Duration.ZERO; passed.compareTo(LONG) < 0; passed = passed.plus(between)) {
            alive.bytesRead();
            node.breaker.ended(node.enter(), CallOutcome.SUCCESS);
            node.pass(between);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aLinkThatLivesAndMissesAReplyStillLives() {
        LinkWatch alive = otherLink();
        silent.timedOut(node.timer.nanoTime());
        for (Duration passed = Duration.ZERO; passed.compareTo(LONG) < 0; passed = passed.plus(TICK)) {
            alive.bytesRead();
            alive.timedOut(node.timer.nanoTime());
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aLinkWithNothingToDoDoesNotHideThatTheOtherIsSilent() {
        otherLink();
        node.health.watch(new PlainLink(WatchedNode.SERVER, node.timer, Runnable::run));
        silent.timedOut(node.timer.nanoTime());

        node.pass(LONG);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void linksThatAreNeverMadeDoNotHideThatTheOtherIsSilent() {
        silent.timedOut(node.timer.nanoTime());
        for (int i = 0; i < 10; i++) {
            node.health.watch(new PlainLink(WatchedNode.SERVER, node.timer, Runnable::run));
            node.pass(TICK.multipliedBy(4));
        }

        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void aLinkThatIsClosedSaysNothingMore() {
        otherLink();
        silent.timedOut(node.timer.nanoTime());

        silent.close();
        node.pass(LONG);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void whatALinkDidNotAnswerSaysNothingAboutTheNext() {
        for (int i = 0; i < 10; i++) {
            node.attempt(CallOutcome.DEADLINE_AFTER_SENDING);
            silent.down();
            silent.up(Runnable::run);
            node.pass(TICK);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void countsOneVerdictForEachAttemptThatSaysSomething() {
        node.attempt(CallOutcome.SUCCESS);
        node.attempt(CallOutcome.DEADLINE_AFTER_SENDING);
        node.attempt(CallOutcome.CANCELLED);

        assertThat(node.health.verdicts()).isEqualTo(2);
    }

    /** A call that is repeated because its link was lost is a call all the same. */
    @ParameterizedTest
    @EnumSource(names = {"SUCCESS", "DEADLINE_AFTER_SENDING", "CONNECTION_LOST_AFTER_SENDING"})
    void theBudgetOfRepeatsGrowsWithEachAttemptThatWasSent(CallOutcome outcome) {
        RetryStage retry = node.health.retry(ConnectionRole.SHARED);
        List<PlainAttempt> attempts = Stream.generate(node::enter).limit(1_000).toList();
        attempts.forEach(attempt -> node.breaker.ended(attempt, outcome));
        node.pass(TICK);

        long repeats =
                IntStream.range(0, 1_000).filter(call -> isRepeated(retry)).count();

        assertThat(repeats).isEqualTo(FLOOR + (1_000 - repeats) / 10); // a repeat is no call of its own
    }

    private static boolean isRepeated(RetryStage retry) {
        PlainAttempt attempt =
                new PlainAttempt(new PlainCall("GET", "k")).sent().refused(ServerRefusal.TRYAGAIN);
        RedisException failure = new RedisException("TRYAGAIN");
        return retry.afterFailure(attempt, CallOutcome.SERVER_ERROR, failure).kind() != Repetition.Kind.NONE;
    }

    @ParameterizedTest
    @EnumSource
    void eachRoleHasABulkheadOfItsOwn(ConnectionRole role) {
        node.clearWire();
        AttemptStage bulkhead = node.health.attemptStages(role).get(1);
        PlainAttempt attempt = new PlainAttempt(new PlainCall("GET", "k"));

        bulkhead.enter(attempt);
        for (ConnectionRole each : ConnectionRole.values()) {
            assertThat(node.health.onWire(each)).isEqualTo(each == role ? 1 : 0);
        }

        bulkhead.leftWire(attempt);
        assertThat(node.health.onWire(role)).isZero();
    }

    @Test
    void theBreakerIsThatOfTheNodeForAllRoles() {
        silent.timedOut(node.timer.nanoTime());
        node.pass(LONG);
        AttemptStage exclusive =
                node.health.attemptStages(ConnectionRole.EXCLUSIVE).get(0);
        silent.lateReply();
        PlainAttempt probe = new PlainAttempt(new PlainCall("GET", "k"));

        assertThatCode(() -> exclusive.enter(probe)).doesNotThrowAnyException();
        assertThat(probe.probe()).isNotZero();
    }
}
