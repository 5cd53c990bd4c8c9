package io.redisguard.connection;

import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.redisguard.lettuce.GuardedRedisClient;
import io.redisguard.lettuce.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The layout of a cluster: a few of its nodes are asked for {@code CLUSTER NODES}, and the one that knows of the latest
 * change is believed.
 */
final class ClusterNodes implements LayoutSource {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNodes.class);

    private static final int ASKED = 3;
    private static final int ENOUGH = 2;

    private final List<Node> seeds;
    private final Nodes nodes;
    private final Duration limit;
    private volatile Set<String> members = Set.of();

    ClusterNodes(List<Node> seeds, Nodes nodes, Duration limit) {
        this.seeds = List.copyOf(seeds);
        this.nodes = nodes;
        this.limit = limit;
    }

    @Override
    public String name() {
        return "cluster " + seeds.get(0).name();
    }

    @Override
    public CompletableFuture<?> start() {
        return Answers.first(seeds.stream().map(Node::start).toList());
    }

    @Override
    public boolean isSettled() {
        return seeds.stream().allMatch(seed -> nodes.at(seed.uri()).start().isDone());
    }

    @Override
    public CompletableFuture<Layout> ask() {
        List<Node> askable = new ArrayList<>(nodes.up());
        if (askable.isEmpty()) {
            seeds.forEach(seed -> nodes.at(seed.uri()).start());
        }
        Collections.shuffle(askable);
        boolean first = members.isEmpty();
        List<CompletableFuture<View>> asked = askable.stream()
                .limit(first ? askable.size() : ASKED)
                .map(this::ask)
                .toList();
        return Answers.some(asked, first ? asked.size() : ENOUGH).thenApply(this::layout);
    }

    private CompletableFuture<View> ask(Node node) {
        return node.ask(limit, Questions::clusterNodes).thenApply(answer -> new View(node, parse(node, answer)));
    }

    /** Lettuce's parser; a node that does not know its own address has the one that it was asked at. */
    private static Partitions parse(Node asked, String answer) {
        Partitions parsed = ClusterPartitionParser.parse(answer);
        List<RedisClusterNode> reachable = new ArrayList<>();
        for (RedisClusterNode member : parsed) {
            if (member.is(NodeFlag.MYSELF) && member.getUri() == null) {
                member.setUri(asked.uri());
            }
            if (member.getUri() != null) {
                reachable.add(member);
            }
        }
        parsed.reload(reachable);
        return parsed;
    }

    private Layout layout(List<View> views) {
        Set<String> known = members;
        List<View> serving = views.stream().filter(view -> view.slots() > 0).toList();
        if (serving.isEmpty()) {
            throw new IllegalStateException("the nodes that answer know of no node that has slots");
        }
        List<View> familiar =
                serving.stream().filter(view -> view.knowsAny(known)).toList();
        if (familiar.isEmpty()) {
            LOG.warn("All nodes that answer belong to another cluster than before; it is taken for the right one.");
            familiar = serving;
        }
        View latest = familiar.stream()
                .max(Comparator.comparingLong(View::epoch).thenComparingInt(View::slots))
                .orElseThrow();
        members = latest.partitions.stream().map(RedisClusterNode::getNodeId).collect(Collectors.toSet());
        return new SlotLayout(
                latest.partitions,
                member -> nodes.at(GuardedRedisClient.like(
                        latest.node.uri(),
                        member.getUri().getHost(),
                        member.getUri().getPort())));
    }

    @Override
    public boolean needs(Node node) {
        return false;
    }

    /**
     * What one node says.
     *
     * @param node the node
     * @param partitions what it knows of all
     */
    private record View(Node node, Partitions partitions) {
        boolean knowsAny(Set<String> ids) {
            return ids.isEmpty()
                    || partitions.stream().map(RedisClusterNode::getNodeId).anyMatch(ids::contains);
        }

        /** Grows with each failover and each slot that has moved. */
        long epoch() {
            return partitions.stream()
                    .mapToLong(RedisClusterNode::getConfigEpoch)
                    .max()
                    .orElse(0);
        }

        int slots() {
            return partitions.stream()
                    .mapToInt(member -> member.getSlots().size())
                    .sum();
        }
    }
}
