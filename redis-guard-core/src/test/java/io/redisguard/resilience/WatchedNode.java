package io.redisguard.resilience;

import io.redisguard.command.AttemptStage;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.LinkWatch.WaitingAttempt;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.ManualTimer;
import io.redisguard.simulation.PlainAttempt;
import io.redisguard.simulation.PlainCall;
import io.redisguard.simulation.PlainLink;
import io.redisguard.test.DeterministicRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node with one link, on a clock that a test turns. */
final class WatchedNode {
    static final String SERVER = "server:6379";

    /** Waits without doing anything. */
    static final WaitingAttempt NOBODY = new WaitingAttempt() {
        @Override
        public void proceed() {}

        @Override
        public void giveUp() {}
    };

    final ManualTimer timer = new ManualTimer();
    final PlainLink link = new PlainLink(SERVER, timer, Runnable::run);
    final List<GuardEvent> events = new ArrayList<>();
    final NodeHealth health;
    final LinkWatch watch;
    final AttemptStage breaker;
    private final AttemptStage bulkhead;
    private final PlainAttempt unanswered = new PlainAttempt(new PlainCall("GET", "unanswered")).sent();

    private WatchedNode(CircuitBreakerOptions circuitBreaker) {
        ResilienceOptions options = new ResilienceOptions(
                LinkOptions.builder().build(),
                RetryOptions.builder().build(),
                circuitBreaker,
                BulkheadOptions.builder().build());
        health = NodeHealth.of(link, options, DeterministicRandom.seeded(3), events::add);
        watch = health.watch(link);
        breaker = health.attemptStages(ConnectionRole.SHARED).get(0);
        bulkhead = health.attemptStages(ConnectionRole.SHARED).get(1);
        bulkhead.enter(unanswered);
    }

    /** Takes the attempt off the wire that is on it all the time. */
    void clearWire() {
        bulkhead.leftWire(unanswered);
    }

    static WatchedNode withDefaults() {
        return with(CircuitBreakerOptions.builder().build());
    }

    static WatchedNode with(CircuitBreakerOptions circuitBreaker) {
        return new WatchedNode(circuitBreaker);
    }

    void pass(Duration duration) {
        timer.pass(duration);
    }

    /** Returns the events of one kind. */
    <E extends GuardEvent> List<E> heard(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Makes an attempt that was sent. */
    PlainAttempt enter() {
        PlainAttempt attempt = new PlainAttempt(new PlainCall("GET", "k")).sent();
        breaker.enter(attempt);
        return attempt;
    }

    /** Makes an attempt that ends at once. */
    void attempt(CallOutcome outcome) {
        breaker.ended(enter(), outcome);
    }

    /** Ends an attempt with its reply. */
    void succeed(CommandAttempt attempt) {
        watch.bytesRead();
        watch.replyRead();
        breaker.ended(attempt, CallOutcome.SUCCESS);
    }
}
