package io.redisguard.connection;

import io.lettuce.core.RedisURI;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The layout of a primary that Sentinels name. What they name must say itself that it is the primary: a Sentinel that
 * was cut off may still name the one before.
 */
final class Sentinels implements LayoutSource {
    private static final Set<String> AWAY = Set.of("s_down", "o_down", "disconnected");

    private final RedisURI uri;
    private final String name;
    private final List<Node> sentinels;
    private final Nodes nodes;
    private final Duration limit;

    /**
     * Creates the source.
     *
     * @param uri names the Sentinels and the primary, and says how to reach the latter
     * @param sentinels the nodes of the Sentinels
     * @param nodes where those of the servers come from
     */
    Sentinels(RedisURI uri, List<Node> sentinels, Nodes nodes, Duration limit) {
        this.uri = uri;
        this.name = uri.getSentinelMasterId();
        this.sentinels = List.copyOf(sentinels);
        this.nodes = nodes;
        this.limit = limit;
    }

    @Override
    public String name() {
        return GuardedRedisClient.nameOf(uri);
    }

    @Override
    public CompletableFuture<?> start() {
        return Answers.first(sentinels.stream().map(Node::start).toList());
    }

    @Override
    public CompletableFuture<Layout> ask() {
        return Answers.some(sentinels.stream().map(this::primaryAccordingTo).toList(), sentinels.size())
                .thenCompose(this::confirmed);
    }

    private CompletableFuture<Named> primaryAccordingTo(Node sentinel) {
        return sentinel.ask(limit, questions -> questions.primaryNamed(name)).thenApply(answer -> {
            if (answer.size() < 2) {
                throw new IllegalStateException(sentinel + " knows no " + name);
            }
            return new Named(sentinel, node(answer.get(0), answer.get(1)));
        });
    }

    private Node node(String host, String port) {
        return nodes.at(GuardedRedisClient.like(uri, host, Integer.parseInt(port)));
    }

    /** Takes the one that most of them name, of those that say so themselves. */
    private CompletableFuture<Layout> confirmed(List<Named> named) {
        Map<Node, Long> votes = named.stream().collect(Collectors.groupingBy(Named::primary, Collectors.counting()));
        List<Node> candidates = votes.keySet().stream()
                .sorted(Comparator.comparingLong((Node node) -> votes.getOrDefault(node, 0L))
                        .reversed())
                .toList();
        return confirmed(named, candidates, 0);
    }

    private CompletableFuture<Layout> confirmed(List<Named> named, List<Node> candidates, int next) {
        if (next == candidates.size()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the server that the Sentinels name says that it is no primary"));
        }
        Node candidate = candidates.get(next);
        return candidate
                .start()
                .thenCompose(connected -> ReplicationInfo.of(candidate, limit))
                .handle((info, failure) -> failure == null && info.isPrimary())
                .thenCompose(isPrimary ->
                        isPrimary ? withReplicas(named, candidate) : confirmed(named, candidates, next + 1));
    }

    private CompletableFuture<Layout> withReplicas(List<Named> named, Node primary) {
        Node sentinel =
                named.stream().filter(one -> one.primary == primary).findAny().orElseThrow().sentinel;
        return sentinel.ask(limit, questions -> questions.replicasNamed(name))
                .handle((replicas, failure) -> failure == null ? replicas(replicas) : List.<Node>of())
                .thenApply(replicas -> new Layout.OnePrimary(primary, replicas));
    }

    private List<Node> replicas(List<Map<String, String>> answer) {
        List<Node> replicas = new ArrayList<>();
        for (Map<String, String> fields : answer) {
            String flags = fields.getOrDefault("flags", "");
            if (AWAY.stream().noneMatch(List.of(flags.split(","))::contains)) {
                replicas.add(node(fields.getOrDefault("ip", ""), fields.getOrDefault("port", "0")));
            }
        }
        return replicas;
    }

    /**
     * After a failover by command the primary before goes on taking writes, which are lost, as if nothing were wrong.
     */
    @Override
    public Duration period() {
        return Duration.ofSeconds(1);
    }

    @Override
    public boolean needs(Node node) {
        return sentinels.contains(node);
    }

    private record Named(Node sentinel, Node primary) {}
}
