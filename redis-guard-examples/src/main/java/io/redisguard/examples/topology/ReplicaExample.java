package io.redisguard.examples.topology;

import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Reads from replicas where that does no harm. Needs no servers: it starts a primary and two replicas. */
public final class ReplicaExample {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 50_000_000;

    private ReplicaExample() {}

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (ReplicatedRedis redis = ReplicatedRedis.start()) {
            run(redis, System.out);
        }
    }

    static void run(ReplicatedRedis redis, PrintStream out) {
        String[] uris = redis.servers().stream().map(RedisServer::uri).toArray(String[]::new);
        ReplicaOptions replicas = ReplicaOptions.builder()
                .maxLag(Duration.ofMillis(500)) // replicas that are further behind are left out
                .ownWrites(Duration.ofSeconds(1)) // what was written not longer ago is read from the primary
                .build();
        try (RedisGuard guard = RedisGuard.builder()
                .replicated(uris)
                .connection(ConnectionOptions.builder().replicas(replicas).build())
                .build()) {
            RedisCommands<String, String> redisAsUsual = guard.commands().sync();
            RedisCommands<String, String> mayBeBehind =
                    guard.commands().readingFrom(ReadPreference.REPLICA).sync();
            redisAsUsual.set("article:42", "a bicycle");
            out.println("What was just written is read from the " + readFrom(redis, mayBeBehind, "article:42"));

            await(redis, mayBeBehind, "replica");
            out.println("A second later it is read from a " + readFrom(redis, mayBeBehind, "article:42"));
            out.println("Who did not ask for replicas reads from the " + readFrom(redis, redisAsUsual, "article:42"));

            redis.replicas().forEach(redis::pauseReplication);
            redis.primary().execute("SET", "article:43", "which the replicas do not get");
            await(redis, mayBeBehind, "primary");
            out.println("Replicas that are behind are left out: it is read from the "
                    + readFrom(redis, mayBeBehind, "article:42"));
        }
    }

    /** Tells which of the servers has executed the GET. */
    private static String readFrom(ReplicatedRedis redis, RedisCommands<String, String> commands, String key) {
        long before = reads(redis.primary());
        commands.get(key);
        return reads(redis.primary()) > before ? "primary" : "replica";
    }

    private static long reads(RedisServer server) {
        return String.valueOf(server.execute("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_get:calls="))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static void await(ReplicatedRedis redis, RedisCommands<String, String> commands, String who) {
        long start = System.nanoTime();
        while (!readFrom(redis, commands, "article:42").equals(who)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("It was never read from a " + who);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
