package io.redisguard.connection;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layout of a primary and replicas that are all named: each says what it is. */
final class ReplicatedServers implements LayoutSource {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedServers.class);

    private final List<Node> servers;
    private final Duration limit;

    ReplicatedServers(List<Node> servers, Duration limit) {
        this.servers = List.copyOf(servers);
        this.limit = limit;
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
        List<Said> primaries =
                all.stream().filter(said -> said.info.isPrimary()).toList();
        // the one that a failover has left behind loses its replicas
        Said primary = primaries.stream()
                .max(Comparator.comparingInt((Said said) -> said.info.replicas())
                        .thenComparingLong(said -> said.info.offset()))
                .orElseThrow(() -> new IllegalStateException("none of the servers that answer is a primary"));
        if (primaries.size() > 1) {
            LOG.warn("{} servers say that they are the primary; writes go to {}.", primaries.size(), primary.node);
        }
        return new Layout.OnePrimary(
                primary.node,
                all.stream()
                        .filter(said -> !said.info.isPrimary())
                        .map(Said::node)
                        .toList());
    }

    @Override
    public boolean needs(Node node) {
        return servers.contains(node);
    }

    private record Said(Node node, ReplicationInfo info) {}
}
