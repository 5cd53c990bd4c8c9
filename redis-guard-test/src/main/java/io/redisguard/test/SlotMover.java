package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves slots from one node to another. It keeps its connections, and the nodes' keys as the bytes they are: Latin-1
 * gives each byte a character of its own.
 */
final class SlotMover implements AutoCloseable {
    private static final int AT_ONCE = 100;
    private static final Duration MIGRATE = Duration.ofSeconds(10);

    private final Map<RedisServer, RespConnection> connections = new LinkedHashMap<>();
    private final RedisServer from;
    private final RedisServer to;
    private final ClusterNode fromNode;
    private final ClusterNode toNode;

    SlotMover(List<RedisServer> servers, RedisServer from, RedisServer to, ClusterView view) {
        this.from = from;
        this.to = to;
        fromNode = primary(view, from);
        toNode = primary(view, to);
        if (from == to) {
            throw new IllegalArgumentException(from + " cannot give slots to itself.");
        }
        try {
            connect(to);
            connect(from);
            for (RedisServer server : servers) {
                if (view.node(server).filter(ClusterNode::isPrimary).isPresent()) {
                    connect(server);
                }
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("A node cannot be reached: " + e.getMessage(), e);
        }
    }

    void requireOwned(int first, int count) {
        if (fromNode.slots().nextClearBit(first) < first + count) {
            throw new IllegalArgumentException(
                    "%s does not own slot %d.".formatted(from, fromNode.slots().nextClearBit(first)));
        }
    }

    /** Makes both sides redirect with ASK. */
    void open(int slot) {
        call(to, "CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", fromNode.id());
        call(from, "CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", toNode.id());
    }

    /** Moves some keys and returns how many. */
    int moveKeys(int slot, int atMost) {
        Object keys = call(from, "CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(atMost));
        List<?> names = keys instanceof List<?> list ? list : List.of();
        if (names.isEmpty()) {
            return 0;
        }
        List<String> command = new ArrayList<>(List.of("MIGRATE", to.host(), Integer.toString(to.port()), "", "0"));
        command.add(Long.toString(MIGRATE.toMillis()));
        Optional.ofNullable(to.client().password()).ifPresent(password -> command.addAll(List.of("AUTH", password)));
        command.add("KEYS");
        names.forEach(name -> command.add(String.valueOf(name)));
        call(from, command.toArray(String[]::new));
        return names.size();
    }

    /** Moves what remains and tells all primaries who owns the slot, the new owner first. */
    void finish(int slot) {
        int moved = AT_ONCE;
        while (moved > 0) {
            moved = moveKeys(slot, AT_ONCE);
        }
        connections
                .keySet()
                .forEach(server -> call(server, "CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", toNode.id()));
    }

    @Override
    public void close() {
        connections.values().forEach(RespConnection::closeQuietly);
        connections.clear();
    }

    private @Nullable Object call(RedisServer server, String... command) {
        RespConnection connection = connections.get(server);
        if (connection == null) {
            throw new IllegalStateException("The migration to " + to + " is over.");
        }
        try {
            String[] renamed = command.clone();
            renamed[0] = server.nameOf(command[0]);
            return ServerClient.accept(command[0] + " at " + server, connection.call(renamed));
        } catch (IOException e) {
            throw new UncheckedIOException(command[0] + " got no reply from " + server + ".", e);
        }
    }

    private void connect(RedisServer server) throws IOException {
        if (!connections.containsKey(server)) {
            connections.put(server, server.client().open(StandardCharsets.ISO_8859_1));
        }
    }

    private static ClusterNode primary(ClusterView view, RedisServer server) {
        return view.node(server)
                .filter(ClusterNode::isPrimary)
                .orElseThrow(() -> new IllegalArgumentException(server + " is no primary of this cluster."));
    }
}
