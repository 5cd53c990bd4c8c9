package io.redisguard.connection;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layout of a primary and replicas that are all named: each says what it is. */
final class ReplicatedServers implements LayoutSource {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedServers.class);

    private final List<Node> servers;
    private final Duration limit;
    private final PrimarySilence silence;
    private volatile Layout.@Nullable OnePrimary present;

    ReplicatedServers(List<Node> servers, Duration limit, PrimarySilence silence) {
        this.servers = List.copyOf(servers);
        this.limit = limit;
        this.silence = silence;
    }

    @Override
    public String name() {
        return "replicated " + servers.get(0).name();
    }

    @Override
    public CompletableFuture<?> start() {
        // all of them: the primary can be any
        return Answers.some(servers.stream().map(Node::start).toList(), servers.size());
    }

    @Override
    public CompletableFuture<Layout> ask() {
        return Answers.some(servers.stream().map(this::ask).toList(), servers.size())
                .thenApply(this::layout);
    }

    private CompletableFuture<Said> ask(Node server) {
        return ReplicationInfo.of(server, limit).thenApply(info -> new Said(server, info));
    }

    private Layout layout(List<Said> all) {
        awaitPresent(all);
        List<Said> primaries =
                all.stream().filter(said -> said.info.isPrimary()).toList();
        // the one that a failover has left behind loses its replicas, though it may have gone on writing
        Said primary = primaries.stream()
                .max(Comparator.comparingInt((Said said) -> said.info.replicas())
                        .thenComparing(this::isOfNow)
                        .thenComparingLong(said -> said.info.offset()))
                .orElseThrow(() -> new IllegalStateException("none of the servers that answer is a primary"));
        if (primaries.size() > 1) {
            LOG.warn("{} servers say that they are the primary; writes go to {}.", primaries.size(), primary.node);
        }
        Layout.OnePrimary latest = new Layout.OnePrimary(
                primary.node,
                all.stream()
                        .filter(said -> !said.info.isPrimary())
                        .map(Said::node)
                        .toList());
        present = latest;
        silence.ends();
        return latest;
    }

    /** Tells whether it is the primary of now, or one of its replicas. */
    private boolean isOfNow(Said said) {
        Layout.OnePrimary known = present;
        return known != null
                && (said.node == known.primary()
                        || known.replicasOf(known.primary()).contains(said.node));
    }

    /**
     * Without the word of the primary of now, one that an earlier failover has left behind could pass for it. A replica
     * that has become a primary has not.
     */
    private void awaitPresent(List<Said> all) {
        Layout.OnePrimary known = present;
        if (known == null || all.stream().anyMatch(said -> said.node == known.primary())) {
            silence.ends();
            return;
        }
        boolean promoted = all.stream()
                .anyMatch(said -> said.info.isPrimary()
                        && known.replicasOf(known.primary()).contains(said.node));
        if (!promoted && !silence.isTooLong()) {
            throw new IllegalStateException("the primary " + known.primary() + " is silent");
        }
    }

    @Override
    public boolean needs(Node node) {
        return servers.contains(node);
    }

    private record Said(Node node, ReplicationInfo info) {}
}
