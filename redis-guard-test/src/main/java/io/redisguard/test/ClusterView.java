package io.redisguard.test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the nodes of a cluster say at one moment. A node is believed what it says about itself; of a node that does not
 * answer, what another one says.
 *
 * @param reports what each node that answered said about all
 */
record ClusterView(List<List<ClusterNode>> reports) {
    private static final Pattern MARK = Pattern.compile("\\[(\\d+)-([<>])-(\\w+)]");
    private static final Comparator<ClusterNode> BY_EPOCH = Comparator.comparingLong(ClusterNode::epoch);

    static ClusterView of(List<RedisServer> servers) {
        List<List<ClusterNode>> reports = new ArrayList<>();
        for (RedisServer server : servers) {
            Patience.holds(() -> reports.add(report(server)));
        }
        return new ClusterView(reports);
    }

    private static List<ClusterNode> report(RedisServer server) {
        return String.valueOf(server.admin("CLUSTER", "NODES"))
                .lines()
                .filter(line -> !line.isBlank())
                .map(ClusterNode::parse)
                .toList();
    }

    /** Returns each node once, by its port. */
    Map<Integer, ClusterNode> nodes() {
        Map<Integer, ClusterNode> nodes = new LinkedHashMap<>();
        reports.forEach(
                report -> report.stream().filter(ClusterNode::isMyself).forEach(node -> nodes.put(node.port(), node)));
        reports.forEach(report -> report.forEach(node -> nodes.putIfAbsent(node.port(), node)));
        return nodes;
    }

    Optional<ClusterNode> node(RedisServer server) {
        return Optional.ofNullable(nodes().get(server.port()));
    }

    /** Returns the primary among these servers; after a failover the newer one. */
    Optional<RedisServer> primaryOf(List<RedisServer> shard) {
        Map<Integer, ClusterNode> nodes = nodes();
        return shard.stream()
                .filter(server -> nodes.containsKey(server.port())
                        && nodes.get(server.port()).isPrimary())
                .max(Comparator.comparing(server -> nodes.get(server.port()), BY_EPOCH));
    }

    /** Returns the port of the node that owns the slot. */
    Optional<Integer> ownerOf(int slot) {
        return nodes().values().stream()
                .filter(node -> node.isPrimary() && node.slots().get(slot))
                .max(BY_EPOCH)
                .map(ClusterNode::port);
    }

    /** Returns whether all nodes that answered say the same about who owns and replicates what. */
    boolean isAgreed() {
        return reports.stream().map(ClusterView::claims).distinct().count() == 1;
    }

    /** Returns whether every node that answered knows so many nodes, and finds all of them in order. */
    boolean isInOrder(int size) {
        return reports.size() == size
                && reports.stream()
                        .allMatch(report ->
                                report.size() == size && report.stream().allMatch(ClusterNode::isInOrder));
    }

    /** Returns whether a node knows fewer or more nodes than the others, as one that lost its memory does. */
    boolean hasStrangers() {
        return reports.stream().map(ClusterView::ids).distinct().count() > 1;
    }

    /**
     * Returns by port which slots a primary has lost: the others believe it to have them, but neither it nor another
     * primary says so itself.
     */
    Map<Integer, BitSet> lostSlots() {
        Map<Integer, ClusterNode> owners = nodes();
        BitSet claimed = new BitSet(ClusterRedis.SLOTS);
        owners.values().forEach(node -> claimed.or(node.slots()));
        Map<Integer, BitSet> lost = new LinkedHashMap<>();
        reports.forEach(report -> report.stream()
                .filter(node -> Objects.requireNonNull(owners.get(node.port())).isPrimary())
                .forEach(node -> {
                    BitSet missing = (BitSet) node.slots().clone();
                    missing.andNot(claimed);
                    if (!missing.isEmpty()) {
                        lost.computeIfAbsent(node.port(), port -> new BitSet()).or(missing);
                    }
                }));
        return lost;
    }

    /**
     * Returns the slots whose migration was begun and not finished, as the primaries see it: Valkey's replicas tell
     * too.
     */
    List<OpenSlot> openSlots() {
        Map<Integer, ClusterNode> nodes = nodes();
        Map<String, Integer> ports =
                nodes.values().stream().collect(Collectors.toMap(ClusterNode::id, ClusterNode::port));
        List<OpenSlot> open = new ArrayList<>();
        List<ClusterNode> primaries =
                nodes.values().stream().filter(ClusterNode::isPrimary).toList();
        for (ClusterNode node : primaries) {
            for (String mark : node.openSlots()) {
                Matcher words = MARK.matcher(mark);
                if (words.matches() && ports.containsKey(words.group(3))) {
                    int slot = Integer.parseInt(words.group(1));
                    int other = Objects.requireNonNull(ports.get(words.group(3)));
                    boolean leaves = words.group(2).equals(">");
                    open.add(leaves ? new OpenSlot(slot, node.port(), other) : new OpenSlot(slot, other, node.port()));
                }
            }
        }
        return open;
    }

    /**
     * A slot between two nodes.
     *
     * @param slot the slot
     * @param from the port of the node that gives it away
     * @param to the port of the node that takes it
     */
    record OpenSlot(int slot, int from, int to) {}

    private static Set<String> ids(List<ClusterNode> report) {
        return report.stream().map(ClusterNode::id).collect(Collectors.toSet());
    }

    private static Set<String> claims(List<ClusterNode> report) {
        return report.stream()
                .filter(node -> !node.flags().contains("handshake"))
                .map(ClusterNode::claim)
                .collect(Collectors.toSet());
    }
}
