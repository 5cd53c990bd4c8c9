package io.redisguard.connection;

import io.redisguard.lettuce.Questions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of its part in replication, as {@code INFO replication}: every service allows that, {@code ROLE}
 * not.
 *
 * @param isPrimary whether it takes writes
 * @param isLinked whether a replica is connected to its primary and has all data
 * @param offset how many bytes of the stream of writes it has made, or has got
 * @param stream the name of that stream
 * @param replicas how many replicas it has
 */
record ReplicationInfo(boolean isPrimary, boolean isLinked, long offset, String stream, int replicas) {
    /** Asks a node. */
    static CompletableFuture<ReplicationInfo> of(Node node, Duration limit) {
        return node.ask(limit, Questions::replicationInfo).thenApply(ReplicationInfo::parse);
    }

    static ReplicationInfo parse(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        String role = fields.get("role");
        if (role == null) {
            throw new IllegalStateException("INFO replication names no role");
        }
        boolean primary = role.equals("master");
        return new ReplicationInfo(
                primary,
                "up".equals(fields.get("master_link_status")) && !"1".equals(fields.get("master_sync_in_progress")),
                number(fields.get(primary ? "master_repl_offset" : "slave_repl_offset")),
                fields.getOrDefault("master_replid", ""),
                (int) number(fields.get("connected_slaves")));
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }
}
