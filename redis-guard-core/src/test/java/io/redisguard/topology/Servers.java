package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.RedisGuard;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import io.redisguard.test.SentinelRedis;
import java.time.Duration;
import java.util.List;

/** Servers that form one of the shapes, as far as all of them are alike. */
interface Servers extends AutoCloseable {
    /** Returns what they form. */
    Shape shape();

    /** Returns those that hold data, dead ones too. */
    List<RedisServer> all();

    /** Returns the one that takes the writes of a key. */
    RedisServer primaryOf(String key);

    /** Returns those that have copies of what a primary has. */
    List<RedisServer> replicasOf(RedisServer primary);

    /** Returns a builder for a guard that finds them. */
    RedisGuard.Builder guard();

    /** Returns a builder of one whose attempts have as long as its calls, for machines that do other things, too. */
    default RedisGuard.Builder patientGuard() {
        return guard().deadlines(
                        DeadlineOptions.builder().attempt(Duration.ofSeconds(1)).build());
    }

    /** Lets a replica fall behind unnoticed, see {@link ReplicatedRedis#pauseReplication}. */
    default void pauseReplication(RedisServer replica) {
        throw new UnsupportedOperationException(shape() + " cannot do that");
    }

    /** Lets it follow again. */
    default void resumeReplication(RedisServer replica) {
        throw new UnsupportedOperationException(shape() + " cannot do that");
    }

    /** Makes another server the primary, or one of them, in a way that operators do. */
    default void failOver() {
        throw new UnsupportedOperationException(shape() + " cannot do that");
    }

    /** Does so with the primary of a key. */
    default void failOver(String key) {
        failOver();
    }

    /** Lets the primary of a key hang, and returns when another server has taken its place. */
    default void hang(String key) {
        throw new UnsupportedOperationException(shape() + " cannot do that");
    }

    /** Moves those of some slots that one primary has to another. */
    default void moveSlots(int first, int count) {
        throw new UnsupportedOperationException(shape() + " cannot do that");
    }

    /** Brings them all back to life and to order. */
    void restore();

    /** Fails when the servers themselves say that they form something else. */
    void assertShape();

    @Override
    void close();

    /** Returns what a server says, in the words of {@code INFO}. */
    static String info(RedisServer server, String section, String field) {
        return String.valueOf(server.execute("INFO", section))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findAny()
                .orElse("");
    }

    /** Returns how often a server has executed a command since its statistics were reset. */
    static int executed(RedisServer server, String command) {
        String stats = info(server, "commandstats", "cmdstat_" + command);
        return stats.isEmpty() ? 0 : Integer.parseInt(stats.substring("calls=".length(), stats.indexOf(',')));
    }

    private static void assertPrimaryWithReplicas(RedisServer primary, List<RedisServer> replicas) {
        assertThat(info(primary, "cluster", "cluster_enabled")).isEqualTo("0");
        assertThat((List<?>) primary.execute("ROLE")).element(0).isEqualTo("master");
        assertThat(replicas).hasSize(2).allSatisfy(replica -> {
            assertThat((List<?>) replica.execute("ROLE")).element(0).isEqualTo("slave");
            assertThat(info(replica, "replication", "master_port")).isEqualTo(Integer.toString(primary.port()));
        });
    }

    /** One server. */
    record Standalone(RedisServer server) implements Servers {
        @Override
        public Shape shape() {
            return Shape.STANDALONE;
        }

        @Override
        public List<RedisServer> all() {
            return List.of(server);
        }

        @Override
        public RedisServer primaryOf(String key) {
            return server;
        }

        @Override
        public List<RedisServer> replicasOf(RedisServer primary) {
            return List.of();
        }

        @Override
        public RedisGuard.Builder guard() {
            return RedisGuard.builder().uri(server.uri());
        }

        @Override
        public void restore() {
            if (server.isPaused()) {
                server.resume();
            }
            if (!server.isRunning()) {
                server.restart();
            }
        }

        @Override
        public void assertShape() {
            assertThat((List<?>) server.execute("ROLE")).element(0).isEqualTo("master");
            assertThat(info(server, "replication", "connected_slaves")).isEqualTo("0");
            assertThat(info(server, "cluster", "cluster_enabled")).isEqualTo("0");
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** A primary with replicas that are all named. */
    record Replicated(ReplicatedRedis redis) implements Servers {
        @Override
        public Shape shape() {
            return Shape.REPLICATED;
        }

        @Override
        public List<RedisServer> all() {
            return redis.servers();
        }

        @Override
        public RedisServer primaryOf(String key) {
            return redis.primary();
        }

        @Override
        public List<RedisServer> replicasOf(RedisServer primary) {
            return redis.replicas();
        }

        @Override
        public RedisGuard.Builder guard() {
            return RedisGuard.builder().replicated(redis.uris().toArray(String[]::new));
        }

        @Override
        public void pauseReplication(RedisServer replica) {
            redis.pauseReplication(replica);
        }

        @Override
        public void resumeReplication(RedisServer replica) {
            redis.resumeReplication(replica);
        }

        @Override
        public void failOver() {
            redis.promote(redis.replicas().get(0));
        }

        @Override
        public void hang(String key) {
            redis.primary().pause();
            failOver();
        }

        @Override
        public void restore() {
            redis.restore();
        }

        @Override
        public void assertShape() {
            assertPrimaryWithReplicas(redis.primary(), redis.replicas());
        }

        @Override
        public void close() {
            redis.close();
        }
    }

    /** A primary with replicas that Sentinels name. */
    record WatchedBySentinels(SentinelRedis redis) implements Servers {
        @Override
        public Shape shape() {
            return Shape.SENTINEL;
        }

        @Override
        public List<RedisServer> all() {
            return redis.servers();
        }

        @Override
        public RedisServer primaryOf(String key) {
            return redis.primary();
        }

        @Override
        public List<RedisServer> replicasOf(RedisServer primary) {
            return redis.replicas();
        }

        @Override
        public RedisGuard.Builder guard() {
            return RedisGuard.builder().uri(redis.sentinelUri());
        }

        @Override
        public void pauseReplication(RedisServer replica) {
            redis.pauseReplication(replica);
        }

        @Override
        public void resumeReplication(RedisServer replica) {
            redis.resumeReplication(replica);
        }

        @Override
        public void failOver() {
            redis.failOver();
        }

        @Override
        public void hang(String key) {
            redis.primary().pause();
            redis.awaitFailover();
        }

        @Override
        public void restore() {
            redis.restore();
        }

        @Override
        public void assertShape() {
            RedisServer primary = redis.primary();
            assertPrimaryWithReplicas(primary, redis.replicas());
            assertThat(redis.sentinels())
                    .hasSize(3)
                    .allSatisfy(sentinel -> assertThat((List<?>)
                                    sentinel.execute("SENTINEL", "get-master-addr-by-name", redis.masterName()))
                            .element(1)
                            .isEqualTo(Integer.toString(primary.port())));
        }

        @Override
        public void close() {
            redis.close();
        }
    }

    /** A cluster. */
    record Cluster(ClusterRedis redis) implements Servers {
        @Override
        public Shape shape() {
            return Shape.CLUSTER;
        }

        @Override
        public List<RedisServer> all() {
            return redis.servers();
        }

        @Override
        public RedisServer primaryOf(String key) {
            return redis.primaryOf(key);
        }

        @Override
        public List<RedisServer> replicasOf(RedisServer primary) {
            return redis.replicasOf(primary);
        }

        @Override
        public RedisGuard.Builder guard() {
            return RedisGuard.builder().cluster(redis.seeds().toArray(String[]::new));
        }

        @Override
        public void failOver() {
            redis.failOver(redis.ownerOf(0));
        }

        @Override
        public void failOver(String key) {
            redis.failOver(redis.primaryOf(key));
        }

        @Override
        public void hang(String key) {
            RedisServer old = redis.primaryOf(key);
            old.pause();
            redis.awaitFailover(old);
        }

        @Override
        public void moveSlots(int first, int count) {
            RedisServer from = redis.ownerOf(first);
            RedisServer to = redis.primaries().stream()
                    .filter(other -> other != from)
                    .findFirst()
                    .orElseThrow();
            int end = first;
            while (end < first + count && redis.ownerOf(end) == from) {
                end++;
            }
            redis.migrate(first, end - first, from, to);
        }

        @Override
        public void restore() {
            redis.restore();
        }

        @Override
        public void assertShape() {
            assertThat(redis.servers())
                    .hasSize(6)
                    .allSatisfy(server -> assertThat(String.valueOf(server.execute("CLUSTER", "INFO"))
                                    .lines())
                            .contains("cluster_state:ok", "cluster_known_nodes:6", "cluster_size:3"));
        }

        @Override
        public void close() {
            redis.close();
        }
    }
}
