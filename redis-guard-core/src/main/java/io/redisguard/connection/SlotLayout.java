package io.redisguard.connection;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.error.CommandRejectedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which node of a cluster has which slots. Slots that move are noted until the cluster is asked again. Thread-safe. */
final class SlotLayout implements Layout {
    /** Without keys, these tell of one node, or change one, where their caller means all. */
    private static final Pattern ABOUT_ONE_NODE =
            Pattern.compile("SCAN|KEYS|DBSIZE|RANDOMKEY|FLUSHALL|FLUSHDB|SCRIPT .*|FUNCTION .*");

    private static final Set<NodeFlag> AWAY =
            Set.of(NodeFlag.FAIL, NodeFlag.EVENTUAL_FAIL, NodeFlag.HANDSHAKE, NodeFlag.NOADDR);

    private final Partitions partitions;
    private final AtomicReferenceArray<@Nullable Node> slots = new AtomicReferenceArray<>(SlotHash.SLOT_COUNT);
    private final List<Node> primaries = new ArrayList<>();
    private final Map<Node, List<Node>> replicas = new HashMap<>();
    private final Map<Integer, Node> late = new ConcurrentHashMap<>(); // have the slots, and are being connected to
    private final Set<Node> all = ConcurrentHashMap.newKeySet();
    private final boolean complete;

    /**
     * Creates the layout.
     *
     * @param partitions what the cluster says
     * @param nodes finds the node for what the cluster calls a node
     */
    SlotLayout(Partitions partitions, Function<RedisClusterNode, Node> nodes) {
        this.partitions = partitions;
        int covered = 0;
        for (RedisClusterNode member : partitions) {
            if (member.is(NodeFlag.UPSTREAM) && !member.is(NodeFlag.NOADDR) && !member.is(NodeFlag.HANDSHAKE)) {
                Node primary = nodes.apply(member);
                if (member.hasNoSlots()) {
                    all.add(primary); // the first may be on their way
                    continue;
                }
                primaries.add(primary);
                all.add(primary);
                member.forEachSlot(slot -> slots.set(slot, primary));
                covered += member.getSlots().size();
                replicas.put(primary, replicasOf(member, nodes));
            }
        }
        complete = covered == SlotHash.SLOT_COUNT;
    }

    private List<Node> replicasOf(RedisClusterNode primary, Function<RedisClusterNode, Node> nodes) {
        List<Node> found = new ArrayList<>();
        for (RedisClusterNode member : partitions) {
            boolean serves = member.is(NodeFlag.REPLICA) && AWAY.stream().noneMatch(member::is);
            if (serves && primary.getNodeId().equals(member.getSlaveOf())) {
                found.add(nodes.apply(member));
            }
        }
        all.addAll(found);
        return found;
    }

    /** Returns what the cluster has said. */
    Partitions partitions() {
        return partitions;
    }

    @Override
    public Node primaryOf(CommandCall call) {
        CommandArguments arguments = call.arguments();
        String command = call.facts().name();
        int key = command.equals("SPUBLISH") ? 0 : call.facts().keys().first(arguments);
        if (key >= 0) {
            int slot = arguments.slot(key);
            Node primary = slots.get(slot);
            if (primary == null) {
                throw Layout.noPrimary(command, "no node of the cluster serves slot " + slot);
            }
            return primary;
        }
        if (ABOUT_ONE_NODE.matcher(command).matches()) {
            throw new CommandRejectedException(command
                    + " was refused: it would reach one node of the cluster only. Use commands().cluster(), which"
                    + " asks all of them.");
        }
        return any(command);
    }

    /** One that can be reached, if there is one. */
    private Node any(String command) {
        if (primaries.isEmpty()) {
            throw Layout.noPrimary(command, "no node of the cluster serves any slot");
        }
        int first = ThreadLocalRandom.current().nextInt(primaries.size());
        for (int i = 0; i < primaries.size(); i++) {
            Node node = primaries.get((first + i) % primaries.size());
            if (node.link().isUp()) {
                return node;
            }
        }
        return primaries.get(first);
    }

    @Override
    public Node primaryOf(int slot) {
        Node primary = late.getOrDefault(slot, slots.get(slot)); // who borrows waits for it, and nobody sends him on
        if (primary == null) {
            throw Layout.noPrimary("The call", "no node of the cluster serves slot " + slot);
        }
        return primary;
    }

    @Override
    public List<Node> replicasOf(Node primary) {
        return replicas.getOrDefault(primary, List.of());
    }

    @Override
    public Collection<Node> primaries() {
        return primaries;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public boolean has(Node node) {
        return all.contains(node);
    }

    /** Leaves slots with the nodes before while the new ones are not connected to: those send calls on. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failed try has its say in the link itself
    public void follows(Layout before) {
        if (!(before instanceof SlotLayout former)) {
            return;
        }
        Map<Node, BitSet> moving = new HashMap<>();
        for (int slot = 0; slot < SlotHash.SLOT_COUNT; slot++) {
            Node from = former.slots.get(slot);
            Node to = slots.get(slot);
            if (from != null && to != null && from != to && has(from) && isEarlier(from, to)) {
                late.put(slot, to);
                slots.set(slot, from);
                moving.computeIfAbsent(to, node -> new BitSet()).set(slot);
            }
        }
        moving.forEach((to, all) ->
                to.start().whenComplete((connected, failure) -> all.stream().forEach(slot -> moved(slot, to))));
    }

    private static boolean isEarlier(Node from, Node to) {
        return !to.start().isDone() && from.link().isUp();
    }

    @Override
    public void joins(Node node) {
        all.add(node);
    }

    @Override
    public void moved(int slot, Node to) {
        slots.set(slot, to);
        late.remove(slot);
    }
}
