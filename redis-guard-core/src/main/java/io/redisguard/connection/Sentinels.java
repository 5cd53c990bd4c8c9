package io.redisguard.connection;

import io.lettuce.core.RedisURI;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    private final PrimarySilence silence;
    private volatile Layout.@Nullable OnePrimary present;

    /**
     * Creates the source.
     *
     * @param uri names the Sentinels and the primary, and says how to reach the latter
     * @param sentinels the nodes of the Sentinels
     * @param nodes where those of the servers come from
     */
    Sentinels(RedisURI uri, List<Node> sentinels, Nodes nodes, Duration limit, PrimarySilence silence) {
        this.uri = uri;
        this.name = uri.getSentinelMasterId();
        this.sentinels = List.copyOf(sentinels);
        this.nodes = nodes;
        this.limit = limit;
        this.silence = silence;
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
    public boolean isSettled() {
        return sentinels.stream().allMatch(sentinel -> sentinel.start().isDone());
    }

    @Override
    public CompletableFuture<Layout> ask() {
        boolean settled = isSettled();
        return Answers.some(sentinels.stream().map(this::primaryAccordingTo).toList(), sentinels.size())
                .thenCompose(named -> confirmed(named, settled));
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

    /**
     * Believes whom more than half of the Sentinels name, if that one says so itself; else the primary of now; else a
     * replica of that one that others name. A minority that names somebody else is believed only without a majority,
     * because Sentinels die, too, and when the primary of now does not object: it says that it is none any more, or has
     * been silent for some time. Nothing is known at first, so more are waited for while they are being connected to.
     */
    private CompletableFuture<Layout> confirmed(List<Named> named, boolean settled) {
        Map<Node, Long> votes = named.stream().collect(Collectors.groupingBy(Named::primary, Collectors.counting()));
        List<Node> candidates = new ArrayList<>(votes.keySet());
        candidates.sort(Comparator.comparingLong((Node node) -> votes.getOrDefault(node, 0L))
                .reversed());
        Node first = candidates.get(0);
        Layout.OnePrimary layout = present;
        if (2 * votes.getOrDefault(first, 0L) > sentinels.size()) {
            silence.ends();
            Set<Node> believed = new LinkedHashSet<>(List.of(first));
            if (layout != null) {
                believed.add(layout.primary());
                believed.addAll(promoted(candidates, layout));
            }
            return confirmed(named, List.copyOf(believed), 0, null);
        }
        if (layout != null) {
            candidates.remove(layout.primary());
            return contested(named, layout, candidates);
        }
        return settled
                ? confirmed(named, candidates, 0, null)
                : CompletableFuture.failedFuture(
                        new IllegalStateException("fewer than half of the Sentinels have named the same server yet"));
    }

    private CompletableFuture<Layout> contested(List<Named> named, Layout.OnePrimary known, List<Node> others) {
        return ask(known.primary()).thenCompose(reply -> {
            if (reply.failure == null) {
                silence.ends();
                return reply.isPrimary() ? withReplicas(named, known.primary()) : confirmed(named, others, 0, null);
            }
            return confirmed(named, silence.isTooLong() ? others : promoted(others, known), 0, reply.failure);
        });
    }

    /** A replica that has become a primary is none that an earlier failover has left behind. */
    private static List<Node> promoted(List<Node> candidates, Layout.OnePrimary known) {
        return candidates.stream()
                .filter(known.replicasOf(known.primary())::contains)
                .toList();
    }

    private CompletableFuture<Reply> ask(Node candidate) {
        return candidate
                .start()
                .thenCompose(connected -> ReplicationInfo.of(candidate, limit))
                .handle(Reply::new);
    }

    /** Takes the first that says itself that it is the primary. */
    private CompletableFuture<Layout> confirmed(
            List<Named> named, List<Node> candidates, int next, @Nullable Throwable reason) {
        if (next == candidates.size()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    reason == null
                            ? "the server that the Sentinels name says that it is no primary"
                            : "the server that the Sentinels name cannot be asked whether it is the primary",
                    reason));
        }
        Node candidate = candidates.get(next);
        return ask(candidate)
                .thenCompose(reply -> reply.isPrimary()
                        ? withReplicas(named, candidate)
                        : confirmed(named, candidates, next + 1, reply.failure == null ? reason : reply.failure));
    }

    private CompletableFuture<Layout> withReplicas(List<Named> named, Node primary) {
        Layout.OnePrimary known = present;
        List<Node> before = known != null && known.primary() == primary ? known.replicasOf(primary) : List.of();
        return named.stream()
                .filter(one -> one.primary == primary)
                .findAny()
                .map(one -> one.sentinel
                        .ask(limit, questions -> questions.replicasNamed(name))
                        .handle((replicas, failure) -> failure == null ? replicas(replicas) : before))
                .orElseGet(() -> CompletableFuture.completedFuture(before))
                .thenApply(replicas -> {
                    Layout.OnePrimary latest = new Layout.OnePrimary(primary, replicas);
                    present = latest;
                    silence.ends();
                    return latest;
                });
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

    private record Reply(
            @Nullable ReplicationInfo info, @Nullable Throwable failure) {
        boolean isPrimary() {
            return info != null && info.isPrimary();
        }
    }

    private record Named(Node sentinel, Node primary) {}
}
