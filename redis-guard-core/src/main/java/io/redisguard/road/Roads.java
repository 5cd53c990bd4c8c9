package io.redisguard.road;

import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.Link;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.NodeHealth;
import io.redisguard.resilience.ResilienceOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Lays the roads of all connections of one guard; those to the same node share what is known of it. Thread-safe. */
public final class Roads implements CommandRoad.Builder {
    private final DeadlineOptions deadlines;
    private final ResilienceOptions resilience;
    private final RandomGenerator random;
    private final @Nullable Consumer<? super GuardEvent> listener;
    private final Map<String, NodeHealth> nodes = new ConcurrentHashMap<>();

    /**
     * Creates the builder of roads.
     *
     * @param random draws the pauses; must be thread-safe
     * @param listener hears of what happens on the roads, or {@code null}
     */
    public Roads(
            DeadlineOptions deadlines,
            ResilienceOptions resilience,
            RandomGenerator random,
            @Nullable Consumer<? super GuardEvent> listener) {
        this.deadlines = deadlines;
        this.resilience = resilience;
        this.random = random;
        this.listener = listener;
    }

    @Override
    public Road over(ConnectionRole role, Link link) {
        NodeHealth node =
                nodes.computeIfAbsent(link.server(), server -> NodeHealth.of(link, resilience, random, listener));
        return Road.of(role, link, node, deadlines);
    }

    /** Returns what is known of a node, or {@code null} if there never was a connection to it. */
    public @Nullable NodeHealth node(String server) {
        return nodes.get(server);
    }

    /** Ends the watching over all nodes. */
    public void close() {
        nodes.values().forEach(NodeHealth::close);
    }
}
