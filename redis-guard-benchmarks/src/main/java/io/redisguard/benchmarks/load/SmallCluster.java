package io.redisguard.benchmarks.load;

import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cluster of less than three primaries, which {@link ClusterRedis} does not start, since no primary can be replaced.
 */
final class SmallCluster {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 50;

    private SmallCluster() {}

    /** Starts it and returns its primaries once each knows all slots. */
    static List<RedisServer> start(int primaries, Supplier<RedisServer.Builder> builder) throws InterruptedException {
        List<RedisServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < primaries; i++) {
                RedisServer server =
                        builder.get().config("cluster-enabled", "yes").start();
                servers.add(server);
                server.execute(addSlots(ClusterRedis.SLOTS * i / primaries, ClusterRedis.SLOTS * (i + 1) / primaries));
                server.execute("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
                servers.get(0).execute("CLUSTER", "MEET", server.host(), Integer.toString(server.port()));
            }
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!servers.stream().allMatch(SmallCluster::isReady)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("A cluster of " + primaries + " was not ready within " + LIMIT);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return servers;
        } catch (RuntimeException | InterruptedException e) {
            servers.forEach(RedisServer::close);
            throw e;
        }
    }

    private static String[] addSlots(int from, int to) {
        return Stream.concat(
                        Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(from, to).mapToObj(Integer::toString))
                .toArray(String[]::new);
    }

    private static boolean isReady(RedisServer server) {
        String info = String.valueOf(server.execute("CLUSTER", "INFO"));
        return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + ClusterRedis.SLOTS);
    }
}
