package io.redisguard.connection;

import io.lettuce.core.RedisURI;
import io.redisguard.lettuce.GuardedRedisClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All servers that the guard knows, by their addresses. Thread-safe. */
final class Nodes {
    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final Pools pools;
    private final Node.Owner owner;
    private final Map<String, Node> known = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Nodes(GuardedRedisClient client, ConnectionOptions options, Pools pools, Node.Owner owner) {
        this.client = client;
        this.options = options;
        this.pools = pools;
        this.owner = owner;
    }

    /** Returns the node with an address, which is not connected when it is new. */
    Node at(RedisURI uri) {
        Node node = known.computeIfAbsent(
                GuardedRedisClient.nameOf(uri), name -> new Node(client, options, pools, uri, owner));
        if (closed) {
            node.close();
        }
        return node;
    }

    /** Returns the node with a name, or {@code null}. */
    @Nullable
    Node named(String name) {
        return known.get(name);
    }

    Collection<Node> all() {
        return known.values();
    }

    /** Returns those with a live link. */
    List<Node> up() {
        return known.values().stream().filter(node -> node.link().isUp()).toList();
    }

    /** Forgets a node that plays no part any more; returns whether it was still known. */
    boolean retire(Node node) {
        boolean removed = known.remove(node.name(), node);
        if (removed) {
            node.retire();
        }
        return removed;
    }

    int inFlight() {
        return known.values().stream().mapToInt(Node::inFlight).sum();
    }

    /** Tells whether a block of code or a call has a connection for itself. */
    boolean isAnyLent() {
        return known.values().stream().anyMatch(Node::isLent);
    }

    void closeToNewCalls() {
        closed = true;
        known.values().forEach(Node::closeToNewCalls);
    }

    CompletableFuture<Void> close() {
        closed = true;
        return CompletableFuture.allOf(known.values().stream().map(Node::close).toArray(CompletableFuture<?>[]::new));
    }
}
