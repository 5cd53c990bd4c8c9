package io.redisguard.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The servers of one topology, which start and end together. */
final class ServerGroup implements AutoCloseable {
    private final List<RedisServer> servers = new CopyOnWriteArrayList<>();

    RedisServer start(RedisServer.Builder builder) {
        RedisServer server = builder.start();
        servers.add(server);
        return server;
    }

    List<RedisServer> all() {
        return List.copyOf(servers);
    }

    /** Returns those that can be expected to answer at once. */
    List<RedisServer> responsive() {
        return servers.stream().filter(RedisServer::isResponsive).toList();
    }

    /** Returns all but one. */
    List<RedisServer> without(RedisServer server) {
        return servers.stream().filter(other -> other != server).toList();
    }

    RedisServer at(int port) {
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No server of this topology has port " + port + "."));
    }

    /** Checks that the server is one of this topology. */
    void requireMember(RedisServer server) {
        if (!servers.contains(server)) {
            throw new IllegalArgumentException(server + " is no server of this topology.");
        }
    }

    void revive() {
        servers.forEach(RedisServer::revive);
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
