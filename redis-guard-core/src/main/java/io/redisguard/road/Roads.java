package io.redisguard.road;

import io.redisguard.command.CallRoad;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.Link;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CallOutcome;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.NodeView;
import io.redisguard.policy.Policy;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.NodeHealth;
import io.redisguard.resilience.ResilienceOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Lays the roads of all connections of one guard; those to the same node share what is known of it. Thread-safe. */
public final class Roads implements CommandRoad.Builder {
    private final Policy policy;
    private final DeadlineOptions deadlines;
    private final ResilienceOptions resilience;
    private final RandomGenerator random;
    private final GuardObserver observer;
    private final Map<String, NodeHealth> nodes = new ConcurrentHashMap<>();

    /**
     * Creates the builder of roads.
     *
     * @param random draws the pauses; must be thread-safe
     * @param observer hears of what happens on the roads; closed with them
     */
    public Roads(
            GuardObserver observer,
            Policy policy,
            DeadlineOptions deadlines,
            ResilienceOptions resilience,
            RandomGenerator random) {
        this.policy = policy;
        this.deadlines = deadlines;
        this.resilience = resilience;
        this.random = random;
        this.observer = observer;
    }

    @Override
    public Road over(ConnectionRole role, Link link) {
        NodeHealth node = nodes.computeIfAbsent(link.server(), server -> watched(link));
        return Road.of(role, link, node, observer, policy, deadlines);
    }

    @Override
    public CallRoad calls(String server, RoadTimer timer) {
        return Road.calls(ConnectionRole.SHARED, server, timer, observer, policy, deadlines);
    }

    @Override
    public void forget(String server) {
        NodeHealth node = nodes.remove(server);
        if (node != null) {
            node.close();
            observer.forget(server);
        }
    }

    private NodeHealth watched(Link link) {
        NodeHealth node = NodeHealth.of(link, resilience, random, observer.listener());
        observer.watch(
                link.server(), new NodeView(node::breakerState, node::onWire, node::waiting, node::retryBudgetLeft));
        return node;
    }

    @Override
    public void notConnected(String server, CommandFacts facts, CallOutcome outcome) {
        observer.notConnected(server, facts, outcome);
    }

    /** Returns what is known of a node, or {@code null} if there never was a connection to it. */
    public @Nullable NodeHealth node(String server) {
        return nodes.get(server);
    }

    /** Ends the watching over all nodes. */
    public void close() {
        nodes.values().forEach(NodeHealth::close);
        observer.close();
    }
}
