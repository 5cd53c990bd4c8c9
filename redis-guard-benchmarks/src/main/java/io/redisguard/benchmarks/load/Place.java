package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.subject.Target;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ServerVersion;
import io.redisguard.test.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server or a cluster on this machine.
 *
 * @param servers the server, or the primaries of the cluster
 * @param target how subjects get there
 * @param closing ends it
 */
record Place(List<RedisServer> servers, Target target, Runnable closing) implements AutoCloseable {
    /** The disk is not measured. */
    private static final String LOG = "appendonly";

    private static final String NO = "no";

    /** Starts a server. */
    static Place standalone() {
        return of(List.of(RedisServer.builder().config(LOG, NO).start()), false, null);
    }

    /** Starts a server that speaks TLS only. */
    static Place tls() {
        TestCertificates certificates = TestCertificates.shared();
        RedisServer server =
                RedisServer.builder().config(LOG, NO).tls(certificates).start();
        return of(List.of(server), false, certificates.authority());
    }

    /** Starts a cluster without replicas. */
    static Place cluster(int primaries) throws InterruptedException {
        if (primaries < ClusterRedis.Builder.DEFAULT_PRIMARIES) {
            return of(SmallCluster.start(primaries, () -> RedisServer.builder().config(LOG, NO)), true, null);
        }
        ClusterRedis cluster = ClusterRedis.builder()
                .primaries(primaries)
                .replicas(0)
                .config(LOG, NO)
                .start();
        return new Place(cluster.servers(), target(cluster.servers(), true, null), cluster::close);
    }

    private static Place of(List<RedisServer> servers, boolean cluster, @Nullable Path certificate) {
        return new Place(servers, target(servers, cluster, certificate), () -> servers.forEach(RedisServer::close));
    }

    private static Target target(List<RedisServer> servers, boolean cluster, @Nullable Path certificate) {
        List<String> addresses = servers.stream()
                .map(server -> server.host() + ":" + server.port())
                .toList();
        return new Target(addresses, cluster, certificate);
    }

    /** Returns what runs here, as a heading says it. */
    String words() {
        ServerVersion version = servers.get(0).version();
        return "%s%s %d.%d.%d%s"
                .formatted(
                        target.cluster() ? "cluster of " + servers.size() + " " : "",
                        version.name(),
                        version.major(),
                        version.minor(),
                        version.patch(),
                        target.certificate() == null ? "" : " with TLS");
    }

    @Override
    public void close() {
        closing.run();
    }
}
