package io.redisguard.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who replicates whom, and the ways to disturb it. */
final class Replication implements AutoCloseable {
    /** The longest a replica may take to follow. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** Lines of redis.conf with which replicas follow without the usual delays. */
    private static final String[] PROMPT = {
        "repl-diskless-sync", "yes", "repl-diskless-sync-delay", "0", "repl-ping-replica-period", "1"
    };

    private final Map<RedisServer, FaultProxy> disturbed = new ConcurrentHashMap<>();

    /** Starts a primary and replicas that follow it; returns when all are in step. */
    static void start(ServerGroup group, ServerTemplate template, int replicas) {
        RedisServer primary = group.start(prompt(template));
        for (int i = 0; i < replicas; i++) {
            group.start(prompt(template).config("replicaof", primary.host() + " " + primary.port()));
        }
        awaitFollowers(primary, group.without(primary));
    }

    /** Returns a builder of a server that replicates, or is replicated, without the usual delays. */
    static RedisServer.Builder prompt(ServerTemplate template) {
        RedisServer.Builder builder = template.server(PROMPT);
        return builder.config("replica-announce-ip", Ports.loopback().getHostAddress());
    }

    static boolean isPrimary(RedisServer server) {
        return facts(server).getOrDefault("role", "").equals("master");
    }

    /** Returns whether the server is told to follow this primary, be it in step or not. */
    static boolean isFollowing(RedisServer replica, RedisServer primary) {
        return facts(replica).getOrDefault("master_port", "").equals(Integer.toString(primary.port()));
    }

    /** Returns whether the replica follows this primary and has its data, and the primary knows that. */
    static boolean follows(RedisServer replica, RedisServer primary) {
        return isFollowing(replica, primary)
                && facts(replica).getOrDefault("master_link_status", "").equals("up")
                && facts(primary).values().stream()
                        .anyMatch(fact -> fact.contains("port=" + replica.port() + ",state=online"));
    }

    static void awaitFollowers(RedisServer primary, List<RedisServer> replicas) {
        for (RedisServer replica : replicas) {
            Patience.await(
                    LIMIT,
                    replica + " as a replica of " + primary + " in step",
                    () -> follows(replica, primary),
                    () -> "It says: " + facts(replica));
        }
    }

    /** Returns when the replicas have every byte that the primary had when it was asked. */
    static void awaitSync(RedisServer primary, List<RedisServer> replicas) {
        long wanted = Long.parseLong(facts(primary).getOrDefault("master_repl_offset", "0"));
        for (RedisServer replica : replicas) {
            Patience.await(
                    LIMIT,
                    replica + " in sync with " + primary,
                    () -> Long.parseLong(facts(replica).getOrDefault("slave_repl_offset", "-1")) >= wanted,
                    () -> "It says: " + facts(replica));
        }
    }

    /** Makes the server follow the primary, now and after a restart. */
    void follow(RedisServer replica, RedisServer primary) {
        replica.admin("REPLICAOF", primary.host(), Integer.toString(primary.port()));
        keepRole(replica);
        end(replica);
    }

    /** Makes the server a primary whatever it lacks. */
    void lead(RedisServer replica) {
        replica.admin("REPLICAOF", "NO", "ONE");
        keepRole(replica);
        end(replica);
    }

    /** Lets the primary hand over to a replica that lacks nothing; no acknowledged write is lost. */
    void handOver(RedisServer primary, RedisServer replica) {
        primary.admin("FAILOVER", "TO", replica.host(), Integer.toString(replica.port()));
        Patience.await(
                LIMIT, "The hand-over to " + replica, () -> isPrimary(replica), () -> "It says: " + facts(replica));
        keepRole(primary);
        keepRole(replica);
    }

    boolean isDisturbed(RedisServer replica) {
        return disturbed.containsKey(replica);
    }

    /** Holds back what the primary sends; the replica believes the connection to be fine. */
    void hold(RedisServer replica, RedisServer primary) {
        FaultProxy proxy = FaultProxy.inFrontOf(primary);
        end(replica);
        disturbed.put(replica, proxy);
        replica.admin("REPLICAOF", proxy.host(), Integer.toString(proxy.port()));
        Patience.await(
                LIMIT,
                replica + " behind a proxy",
                () -> facts(replica).getOrDefault("master_link_status", "").equals("up"),
                () -> "It says: " + facts(replica));
        proxy.blackHole();
    }

    /** Breaks the connection to the primary for good. */
    void cut(RedisServer replica, RedisServer primary) {
        FaultProxy proxy = FaultProxy.inFrontOf(primary).refuse();
        end(replica);
        disturbed.put(replica, proxy);
        replica.admin("REPLICAOF", proxy.host(), Integer.toString(proxy.port()));
    }

    /** Lets the replica follow again if it was held or cut. */
    void resume(RedisServer replica, RedisServer primary) {
        if (isDisturbed(replica)) {
            follow(replica, primary);
        }
    }

    private void end(RedisServer replica) {
        FaultProxy proxy = disturbed.remove(replica);
        if (proxy != null) {
            proxy.close();
        }
    }

    static Map<String, String> facts(RedisServer server) {
        return InfoReply.parse(String.valueOf(server.admin("INFO", "replication")));
    }

    private static void keepRole(RedisServer server) {
        server.admin("CONFIG", "REWRITE");
    }

    @Override
    public void close() {
        disturbed.values().forEach(FaultProxy::close);
        disturbed.clear();
    }
}
