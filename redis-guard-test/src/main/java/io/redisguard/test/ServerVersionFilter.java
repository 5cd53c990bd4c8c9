package io.redisguard.test;

import java.util.List;
import java.util.Optional;
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
    /** Makes the filter; JUnit calls it. */
    public ServerVersionFilter() {}

    @Override
    public FilterResult apply(TestDescriptor test) {
        List<ServerTag> needs = test.getTags().stream()
                .map(tag -> ServerTag.parse(tag.getName()))
                .flatMap(Optional::stream)
                .toList();
        if (needs.isEmpty()) {
            return FilterResult.included("needs no certain server");
        }
        Versions found = Versions.ofDefaultServer();
        if (needs.stream().allMatch(need -> need.isMetBy(found.version(), found.compatible()))) {
            return FilterResult.included("the server will do");
        }
        if (test.isTest() || test.mayRegisterTests()) {
            RunReport.shared().leftOut(test.getUniqueId().toString());
        }
        return FilterResult.excluded("the server is " + found.version());
    }

    /**
     * What the server says about itself, asked once.
     *
     * @param version its own version
     * @param compatible the Redis version it is compatible with
     */
    private record Versions(ServerVersion version, ServerVersion compatible) {
        private static @Nullable Versions known;

        static synchronized Versions ofDefaultServer() {
            Versions versions = known;
            if (versions == null) {
                try (RedisServer server = RedisServer.start()) {
                    versions = new Versions(server.version(), server.compatibleVersion());
                }
                known = versions;
            }
            return versions;
        }
    }
}
