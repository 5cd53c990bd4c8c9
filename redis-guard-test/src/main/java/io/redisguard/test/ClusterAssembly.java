package io.redisguard.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Turns servers that know nothing of each other into a cluster. */
final class ClusterAssembly {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<List<RedisServer>> shards;
    private final List<RedisServer> servers;

    /** Takes the servers of each shard, the one to be primary first. */
    ClusterAssembly(List<List<RedisServer>> shards) {
        this.shards = shards;
        servers = shards.stream().flatMap(List::stream).toList();
    }

    void assemble() {
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).admin("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        shareSlots();
        for (RedisServer server : servers) {
            servers.stream()
                    .filter(other -> other != server)
                    .forEach(other -> server.admin("CLUSTER", "MEET", other.host(), Integer.toString(other.port())));
        }
        awaitOrder("The meeting of all nodes", () -> view().isInOrder(servers.size()));
        ClusterView view = view();
        for (List<RedisServer> shard : shards) {
            String primary = view.node(shard.get(0)).orElseThrow().id();
            shard.stream().skip(1).forEach(replica -> replica.admin("CLUSTER", "REPLICATE", primary));
        }
        awaitReady();
    }

    /** Returns when every node is reachable for every other, all slots are served and all replicas are in step. */
    void awaitReady() {
        awaitOrder("A cluster in order", this::isReady);
    }

    boolean isReady() {
        ClusterView view = view();
        return view.isInOrder(servers.size())
                && view.isAgreed()
                && shards.stream().allMatch(shard -> isWhole(view, shard))
                && servers.stream().allMatch(ClusterAssembly::servesAllSlots);
    }

    /** Makes the nodes forget each other and their data. */
    void takeApart() {
        for (RedisServer server : servers) {
            if (Replication.isPrimary(server)) {
                server.admin("FLUSHALL");
            }
            server.admin("CLUSTER", "RESET", "HARD");
        }
    }

    private boolean isWhole(ClusterView view, List<RedisServer> shard) {
        List<RedisServer> primaries = shard.stream()
                .filter(server ->
                        view.node(server).filter(ClusterNode::isPrimary).isPresent())
                .toList();
        return primaries.size() == 1
                && shard.stream()
                        .filter(server -> server != primaries.get(0))
                        .allMatch(replica -> Replication.follows(replica, primaries.get(0)))
                && view.openSlots().isEmpty();
    }

    private void shareSlots() {
        int primaries = shards.size();
        for (int i = 0; i < primaries; i++) {
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(ClusterRedis.SLOTS * i / primaries, ClusterRedis.SLOTS * (i + 1) / primaries)
                    .forEach(slot -> command.add(Integer.toString(slot)));
            shards.get(i).get(0).admin(command.toArray(String[]::new));
        }
    }

    private void awaitOrder(String what, BooleanSupplier condition) {
        Patience.await(LIMIT, what, condition, () -> "The nodes say: " + view().reports());
    }

    private ClusterView view() {
        return ClusterView.of(servers);
    }

    private static boolean servesAllSlots(RedisServer server) {
        String info = String.valueOf(server.admin("CLUSTER", "INFO"));
        return "ok".equals(InfoReply.parse(info).get("cluster_state"));
    }
}
