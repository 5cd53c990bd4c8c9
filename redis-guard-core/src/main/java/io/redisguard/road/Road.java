package io.redisguard.road;

import io.redisguard.command.AttemptStage;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.Link;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.Repetition;
import io.redisguard.command.RoadTimer;
import io.redisguard.connection.ConnectionStage;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.RedisGuardException;
import io.redisguard.observe.GuardObserver;
import io.redisguard.policy.Policy;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.DeadlineStage;
import io.redisguard.resilience.NodeHealth;
import io.redisguard.resilience.RetryStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stages that every call on one connection passes, outermost first: those for the call, the retry stage, and those
 * for each of its attempts; the attempt itself comes after the last one. This is the only place that knows their order.
 * Thread-safe.
 */
public final class Road implements CommandRoad {
    private final CallStages calls;
    private final RetryStage retry;
    private final AttemptStage[] attemptStages;
    private final LinkWatch watch;

    Road(CallStages calls, RetryStage retry, AttemptStage[] attemptStages, LinkWatch watch) {
        this.calls = calls;
        this.retry = retry;
        this.attemptStages = attemptStages;
        this.watch = watch;
    }

    /** Lays the road of one connection to a node. */
    static Road of(
            ConnectionRole role,
            Link link,
            NodeHealth node,
            GuardObserver observer,
            Policy policy,
            DeadlineOptions deadlines) {
        return new Road(
                calls(role, link.server(), link.timer(), observer, policy, deadlines),
                node.retry(role),
                node.attemptStages(role).toArray(AttemptStage[]::new),
                node.watch(link));
    }

    /** Lays the part of a road that each call passes once. */
    static CallStages calls(
            ConnectionRole role,
            String server,
            RoadTimer timer,
            GuardObserver observer,
            Policy policy,
            DeadlineOptions deadlines) {
        return new CallStages(
                observer.stage(server, timer::nanoTime),
                new ConnectionStage(),
                policy.stage(role, server),
                new DeadlineStage(deadlines));
    }

    /** Returns the names of the stages, outermost first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(calls.names());
        names.add(retry.name());
        Arrays.stream(attemptStages).map(AttemptStage::name).forEach(names::add);
        return names;
    }

    @Override
    public void enter(CommandCall call) {
        calls.enter(call);
    }

    @Override
    public void settled(CommandCall call, CallOutcome outcome) {
        calls.settled(call, outcome);
    }

    @Override
    public void enter(CommandAttempt attempt) {
        int entered = 0;
        try {
            for (; entered < attemptStages.length; entered++) {
                attemptStages[entered].enter(attempt);
            }
        } catch (RedisGuardException rejected) {
            for (int i = entered - 1; i >= 0; i--) {
                attemptStages[i].leftWire(attempt);
                attemptStages[i].ended(attempt, CallOutcome.REJECTED);
            }
            throw rejected;
        }
    }

    @Override
    public void ended(CommandAttempt attempt, CallOutcome outcome) {
        for (AttemptStage stage : attemptStages) {
            stage.ended(attempt, outcome);
        }
    }

    @Override
    public void leftWire(CommandAttempt attempt) {
        for (AttemptStage stage : attemptStages) {
            stage.leftWire(attempt);
        }
    }

    @Override
    public Repetition afterFailure(CommandAttempt attempt, CallOutcome outcome, Throwable failure) {
        return retry.afterFailure(attempt, outcome, failure);
    }

    @Override
    public LinkWatch link() {
        return watch;
    }
}
