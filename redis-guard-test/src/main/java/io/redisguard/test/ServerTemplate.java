package io.redisguard.test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all servers of a topology have in common. */
final class ServerTemplate {
    private final List<Consumer<RedisServer.Builder>> steps = new ArrayList<>();
    private @Nullable ServerSource source;

    void add(Consumer<RedisServer.Builder> step) {
        steps.add(step);
    }

    void source(ServerSource wanted) {
        source = wanted;
    }

    /** Returns a builder with these lines of redis.conf, each a key and a value, before the user's own. */
    RedisServer.Builder server(String... lines) {
        RedisServer.Builder builder = plain(lines);
        steps.forEach(step -> step.accept(builder));
        builder.config().password().ifPresent(password -> builder.config("masterauth", quoted(password)));
        if (builder.config().tls().isPresent()) {
            builder.config("tls-replication", "yes").config("tls-cluster", "yes");
        }
        return builder;
    }

    /** Returns a builder without the user's lines. */
    RedisServer.Builder plain(String... lines) {
        RedisServer.Builder builder = RedisServer.builder();
        if (source != null) {
            builder.source(source);
        }
        for (int i = 0; i < lines.length; i += 2) {
            builder.config(lines[i], lines[i + 1]);
        }
        return builder;
    }

    /** Returns the lines that all servers have in common. */
    ServerConfig config() {
        return server().config();
    }

    /** Checks that the servers are ours to start. */
    void requireOwnServers(String topology) {
        if (ServerSetting.current().withSource(source).source() == ServerSource.ADDRESS) {
            throw new UnsupportedOperationException(
                    "%s needs several servers of its own, but %s gives the address of one. Choose docker, local or embedded."
                            .formatted(topology, ServerSetting.NAME));
        }
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
