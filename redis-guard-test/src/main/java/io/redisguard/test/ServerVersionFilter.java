package io.redisguard.test;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out, before a run begins, the tests whose tag such as {@code needs-redis-7.0} or {@code needs-valkey-8.1} asks
 * for more than the server found. JUnit loads it by itself.
 *
 * <p>The server is started and asked only when such a tag is met, once per JVM.
 */
public final class ServerVersionFilter implements PostDiscoveryFilter {
    private final Supplier<Found> found;
    private final RunReport report;

    /** Makes the filter; JUnit calls it. */
    public ServerVersionFilter() {
        this(Found::defaultServer, RunReport.shared());
    }

    ServerVersionFilter(Supplier<Found> found, RunReport report) {
        this.found = found;
        this.report = report;
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        List<ServerTag> needs = test.getTags().stream()
                .map(tag -> ServerTag.parse(tag.getName()))
                .flatMap(Optional::stream)
                .toList();
        if (needs.isEmpty()) {
            return FilterResult.included("needs no certain server");
        }
        Found server = found.get();
        if (needs.stream().allMatch(need -> need.isMetBy(server.version(), server.compatible()))) {
            return FilterResult.included("the server will do");
        }
        if (test.isTest() || test.mayRegisterTests()) {
            report.leftOut(test.getUniqueId().toString());
        }
        return FilterResult.excluded("the server is " + server.version());
    }

    /**
     * What the server says about itself, asked once.
     *
     * @param version its own version
     * @param compatible the Redis version it is compatible with
     */
    record Found(ServerVersion version, ServerVersion compatible) {
        private static @Nullable Found known;

        static synchronized Found defaultServer() {
            Found answer = known;
            if (answer == null) {
                try (RedisServer server = RedisServer.start()) {
                    answer = new Found(server.version(), server.compatibleVersion());
                }
                known = answer;
            }
            return answer;
        }
    }
}
