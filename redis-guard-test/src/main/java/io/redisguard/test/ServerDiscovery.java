package io.redisguard.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the first source of servers that works, once per wish and JVM. */
final class ServerDiscovery {
    private static final Logger log = LoggerFactory.getLogger(ServerDiscovery.class);
    private static final ServerDiscovery SHARED = new ServerDiscovery(ServerSources::open);
    private static final List<ServerSource> SEARCHED =
            List.of(ServerSource.DOCKER, ServerSource.LOCAL, ServerSource.EMBEDDED);

    private final Function<Attempt, ServerChoice> sources;
    private final Map<ServerSetting, ServerChoice> found = new ConcurrentHashMap<>();

    /** Takes the function that opens a source or throws the reason why it does not work. */
    ServerDiscovery(Function<Attempt, ServerChoice> sources) {
        this.sources = sources;
    }

    /**
     * One source to try.
     *
     * @param source the source
     * @param setting the details of the wish
     */
    record Attempt(ServerSource source, ServerSetting setting) {}

    static ServerDiscovery shared() {
        return SHARED;
    }

    /**
     * Returns what the wish leads to.
     *
     * @throws IllegalStateException when nothing works, with the reason of each source
     */
    ServerChoice choose(ServerSetting setting) {
        return found.computeIfAbsent(setting, this::search);
    }

    private ServerChoice search(ServerSetting setting) {
        ServerSource forced = setting.source();
        List<String> reasons = new ArrayList<>();
        List<Throwable> causes = new ArrayList<>();
        for (ServerSource source : forced == null ? SEARCHED : List.of(forced)) {
            try {
                ServerChoice choice = sources.apply(new Attempt(source, setting));
                log.debug("Test servers come from {}; passed over: {}", choice.label(), reasons);
                return choice;
            } catch (RuntimeException e) {
                reasons.add(source.word() + ": " + e.getMessage());
                causes.add(e);
            }
        }
        IllegalStateException failure = new IllegalStateException(explanation(forced != null, reasons));
        causes.forEach(failure::addSuppressed);
        throw failure;
    }

    private static String explanation(boolean forced, List<String> reasons) {
        return """
                No Redis server to test with%s.
                  - %s
                Any one of these four ways gives one:
                  1. %s=host:port or redis://host:port, a server that already runs (no kill, pause, restart)
                  2. a Docker engine, or %s=docker:<image> such as docker:redis:8.0
                  3. redis-server or valkey-server on the PATH
                  4. the library com.github.codemonstur:embedded-redis on the class path; its Linux build needs libssl.so.3
                """.formatted(
                forced ? ", and the source is prescribed, so no other was tried" : "",
                String.join("\n  - ", reasons),
                ServerSetting.NAME,
                ServerSetting.NAME).stripTrailing();
    }
}
