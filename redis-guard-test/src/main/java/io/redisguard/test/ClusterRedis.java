package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A Redis Cluster: by default three primaries with one replica each, the slots shared evenly.
 *
 * <p>A primary and its replicas stay together: they take each other's place by failover, but no replica moves to
 * another primary by itself. Slots move by {@link #migrate}.
 */
public final class ClusterRedis implements RedisTopology {
    /** The number of slots of every cluster. */
    public static final int SLOTS = 16_384;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Nodes give a failover by command up after five seconds, without a word. */
    private static final Duration REQUEST = Duration.ofSeconds(6);

    private static final int REQUESTS = 4;
    private static final Duration HEALING = Duration.ofSeconds(20);

    private final ServerGroup group;
    private final List<List<RedisServer>> shards;
    private final ClusterAssembly assembly;

    private ClusterRedis(ServerGroup group, List<List<RedisServer>> shards) {
        this.group = group;
        this.shards = shards;
        assembly = new ClusterAssembly(shards);
    }

    /**
     * Starts a cluster with the defaults.
     *
     * @throws IllegalStateException when there is no source of servers or the cluster does not come up
     */
    public static ClusterRedis start() {
        return builder().start();
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the slot of a key; of a key with a hash tag such as {@code {user1}:cart} that of the tag. */
    public static int slotOf(String key) {
        return KeySlot.of(key);
    }

    @Override
    public List<RedisServer> servers() {
        return group.all();
    }

    /** Returns the addresses to start from: those of all nodes. */
    public List<String> seeds() {
        return uris();
    }

    /** Returns the primary of each shard; after {@link #kill} the dead one until a replica has taken over. */
    public List<RedisServer> primaries() {
        ClusterView view = view();
        return shards.stream().map(shard -> primaryOf(view, shard)).toList();
    }

    /** Returns the replicas of the shard that this server belongs to, alive or not. */
    public List<RedisServer> replicasOf(RedisServer server) {
        List<RedisServer> shard = shardOf(server);
        RedisServer primary = primaryOf(view(), shard);
        return shard.stream().filter(other -> other != primary).toList();
    }

    /**
     * Returns the primary that owns the slot; a dead one until a replica has taken over.
     *
     * @throws IllegalStateException when no node owns it
     */
    public RedisServer ownerOf(int slot) {
        requireSlot(slot);
        return view().ownerOf(slot)
                .map(group::at)
                .orElseThrow(() -> new IllegalStateException("No node owns slot " + slot + "."));
    }

    /** Returns the primary that owns the slot of the key. */
    public RedisServer primaryOf(String key) {
        return ownerOf(slotOf(key));
    }

    /**
     * Returns a new key that this primary owns, another one each time.
     *
     * @throws IllegalArgumentException when it owns no slot, as replicas do
     */
    public String keyOn(RedisServer primary) {
        group.requireMember(primary);
        ClusterNode node = view().node(primary)
                .filter(found -> found.isPrimary() && !found.slots().isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(primary + " owns no slot, so no key."));
        return Stream.generate(ClusterRedis::anyKey)
                .filter(key -> node.slots().get(slotOf(key)))
                .findFirst()
                .orElseThrow();
    }

    /** Returns a new key of this slot, another one each time. */
    public static String keyIn(int slot) {
        requireSlot(slot);
        return Stream.generate(ClusterRedis::anyKey)
                .filter(key -> slotOf(key) == slot)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Moves slots with their keys while clients go on, as {@code redis-cli --cluster reshard} does: they are redirected
     * with ASK for a key that has moved and with MOVED for a slot that has.
     *
     * @throws IllegalArgumentException when {@code from} does not own all of them
     * @throws IllegalStateException when a node refuses a step; the slot then stays open until {@link #restore()}
     */
    public synchronized void migrate(int firstSlot, int count, RedisServer from, RedisServer to) {
        requireSlot(firstSlot);
        requireSlot(firstSlot + count - 1);
        try (SlotMover mover = new SlotMover(group.responsive(), from, to, view())) {
            mover.requireOwned(firstSlot, count);
            for (int slot = firstSlot; slot < firstSlot + count; slot++) {
                mover.open(slot);
                mover.finish(slot);
            }
        }
    }

    /**
     * Begins to move one slot: from now on its owner redirects with ASK for every key it does not have. Nothing moves
     * until the migration is told to.
     *
     * @throws IllegalArgumentException when the owner is {@code to} itself
     */
    public synchronized SlotMigration beginMigration(int slot, RedisServer to) {
        RedisServer from = ownerOf(slot);
        SlotMover mover = new SlotMover(group.responsive(), from, to, view());
        try {
            mover.open(slot);
            return new SlotMigration(slot, from, to, mover);
        } catch (RuntimeException e) {
            mover.close();
            throw e;
        }
    }

    /**
     * Lets a replica of this primary take over in agreement with it, so that no write is lost, and returns the new
     * primary once every node knows it.
     */
    @CanIgnoreReturnValue
    public synchronized RedisServer failOver(RedisServer primary) {
        RedisServer replica = replicasOf(primary).stream()
                .filter(RedisServer::isResponsive)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(primary + " has no replica that answers."));
        boolean done = false;
        for (int i = 0; i < REQUESTS && !done; i++) {
            Patience.holds(() -> replica.admin("CLUSTER", "FAILOVER") != null);
            done = awaitHeir(primary);
        }
        return awaitFailover(primary);
    }

    /** Kills a server; if it is a primary, a replica takes over by itself within some node timeouts. */
    public synchronized void kill(RedisServer server) {
        group.requireMember(server);
        server.kill();
    }

    /** Returns the server that has taken the place of this primary, once every node that answers knows it. */
    @CanIgnoreReturnValue
    public RedisServer awaitFailover(RedisServer oldPrimary) {
        awaitHeir(oldPrimary);
        Patience.await(
                LIMIT,
                "The failover of " + oldPrimary,
                () -> hasHeir(oldPrimary),
                () -> "The nodes say: " + view().reports());
        return primaryOf(view(), shardOf(oldPrimary));
    }

    @CanIgnoreReturnValue
    private boolean awaitHeir(RedisServer oldPrimary) {
        boolean found = Patience.until(REQUEST, () -> Patience.holds(() -> hasHeir(oldPrimary)));
        if (!found) {
            Patience.holds(this::giveBackSlots);
        }
        return found;
    }

    private boolean hasHeir(RedisServer oldPrimary) {
        ClusterView view = view();
        return view.isAgreed() && primaryOf(view, shardOf(oldPrimary)) != oldPrimary;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Slots and roles stay where the tests left them; a migration that was begun is finished. Only a cluster whose
     * nodes have forgotten each other, as after {@link RedisServer#restartEmpty()}, is built anew, without data.
     */
    @Override
    public synchronized void restore() {
        group.revive();
        boolean healed = Patience.until(HEALING, () -> {
            Patience.holds(this::finishOpenSlots);
            Patience.holds(this::giveBackSlots);
            return Patience.holds(assembly::isReady) || view().hasStrangers();
        });
        if (!healed || !Patience.holds(assembly::isReady)) {
            assembly.takeApart();
            assembly.assemble();
        }
    }

    @Override
    public synchronized void close() {
        group.close();
    }

    private boolean finishOpenSlots() {
        for (ClusterView.OpenSlot open : view().openSlots()) {
            try (SlotMover mover =
                    new SlotMover(group.responsive(), group.at(open.from()), group.at(open.to()), view())) {
                mover.open(open.slot());
                mover.finish(open.slot());
            }
        }
        return true;
    }

    /** What {@code redis-cli --cluster fix} does: after a failover close to a migration a node may have lost a slot. */
    private boolean giveBackSlots() {
        ClusterView view = view();
        view.lostSlots().forEach((port, slots) -> {
            RedisServer owner = group.at(port);
            String id = view.node(owner).orElseThrow().id();
            slots.stream().forEach(slot -> owner.admin("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id));
        });
        return true;
    }

    private ClusterView view() {
        return ClusterView.of(group.responsive());
    }

    private List<RedisServer> shardOf(RedisServer server) {
        group.requireMember(server);
        return shards.stream()
                .filter(shard -> shard.contains(server))
                .findFirst()
                .orElseThrow();
    }

    private static RedisServer primaryOf(ClusterView view, List<RedisServer> shard) {
        return view.primaryOf(shard)
                .orElseThrow(() -> new IllegalStateException("None of " + shard + " is a primary."));
    }

    private static String anyKey() {
        return "key:" + UUID.randomUUID();
    }

    private static void requireSlot(int slot) {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("Slot " + slot + " is not between 0 and " + (SLOTS - 1) + ".");
        }
    }

    /** Collects what the cluster should be like. */
    public static final class Builder {
        /** The number of primaries without {@link #primaries(int)}. */
        public static final int DEFAULT_PRIMARIES = 3;

        /** How long a node may be silent without {@link #nodeTimeout(Duration)}. */
        public static final Duration DEFAULT_NODE_TIMEOUT = Duration.ofMillis(1_500);

        private final ServerTemplate template = new ServerTemplate();
        private int primaries = DEFAULT_PRIMARIES;
        private int replicas = 1;
        private Duration nodeTimeout = DEFAULT_NODE_TIMEOUT;

        private Builder() {}

        /** Sets the number of primaries, at least 3. */
        @CanIgnoreReturnValue
        public Builder primaries(int wanted) {
            primaries = wanted;
            return this;
        }

        /** Sets the number of replicas of each primary. */
        @CanIgnoreReturnValue
        public Builder replicas(int wanted) {
            replicas = wanted;
            return this;
        }

        /** Sets how long a node may be silent before the others call it failed. */
        @CanIgnoreReturnValue
        public Builder nodeTimeout(Duration wanted) {
            nodeTimeout = wanted;
            return this;
        }

        /** Adds a line of redis.conf to every server, see {@link RedisServer.Builder#config}. */
        @CanIgnoreReturnValue
        public Builder config(String key, String value) {
            return eachServer(server -> server.config(key, value));
        }

        /** Does the same to the builder of every server. */
        @CanIgnoreReturnValue
        public Builder eachServer(Consumer<RedisServer.Builder> step) {
            template.add(step);
            return this;
        }

        /** Prescribes a source, whatever else the environment says. */
        @CanIgnoreReturnValue
        public Builder source(ServerSource wanted) {
            template.source(wanted);
            return this;
        }

        /**
         * Starts the cluster and returns when all slots are served and all replicas follow.
         *
         * @throws IllegalArgumentException naming what is wrong with the options
         * @throws IllegalStateException when there is no source of servers or the cluster does not come up
         * @throws UnsupportedOperationException when the environment gives a server by its address
         */
        public ClusterRedis start() {
            check();
            template.requireOwnServers("ClusterRedis");
            ServerGroup group = new ServerGroup();
            try {
                List<List<RedisServer>> shards = new ArrayList<>();
                for (int i = 0; i < primaries; i++) {
                    shards.add(Stream.generate(() -> group.start(node()))
                            .limit(1 + replicas)
                            .toList());
                }
                ClusterRedis cluster = new ClusterRedis(group, shards);
                cluster.assembly.assemble();
                return cluster;
            } catch (RuntimeException e) {
                group.close();
                throw e;
            }
        }

        private RedisServer.Builder node() {
            return Replication.prompt(template)
                    .config("cluster-enabled", "yes")
                    .config("cluster-node-timeout", Long.toString(nodeTimeout.toMillis()))
                    .config("cluster-replica-validity-factor", "0")
                    .config("cluster-migration-barrier", "1000");
        }

        private void check() {
            List<String> problems = new ArrayList<>();
            if (primaries < DEFAULT_PRIMARIES) {
                problems.add("primaries is " + primaries + " but must be at least " + DEFAULT_PRIMARIES);
            }
            if (replicas < 0) {
                problems.add("replicas is " + replicas + " but must be zero or more");
            }
            if (nodeTimeout.compareTo(Duration.ofMillis(100)) < 0) {
                problems.add("nodeTimeout is " + nodeTimeout + " but must be at least PT0.1S");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("Cluster options: " + String.join("; ", problems) + ".");
            }
        }
    }
}
