package io.redisguard.examples.topology;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.test.ClusterRedis;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Uses a cluster, whose slots move meanwhile. Needs no servers: it starts six. */
public final class ClusterExample {
    private ClusterExample() {}

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (ClusterRedis redis = ClusterRedis.start()) {
            run(redis, System.out);
        }
    }

    static void run(ClusterRedis redis, PrintStream out) {
        String[] seeds = redis.seeds().toArray(String[]::new);
        AtomicInteger redirected = new AtomicInteger();
        try (RedisGuard guard = RedisGuard.builder()
                .cluster(seeds)
                .onEvent(event -> redirected.addAndGet(event instanceof GuardEvent.CallRedirected ? 1 : 0))
                .build()) {
            oneSlot(guard, out);
            wholeCluster(guard, out);
            movingSlots(redis, guard, out);
            out.println("Calls that were sent on to another node: " + (redirected.get() > 0 ? "some" : "none"));
        }
    }

    /** The usual API: each command goes to the node that has its keys. What is in braces decides the slot. */
    private static void oneSlot(RedisGuard guard, PrintStream out) {
        RedisCommands<String, String> redis = guard.commands().sync();
        redis.mset(Map.of("{user:42}:name", "Ann", "{user:42}:mail", "ann@example.com"));
        out.println(
                "Together: " + redis.mget("{user:42}:name", "{user:42}:mail").size() + " values");
        redis.set("{user:43}:name", "Bob");
        attempt(out, () -> redis.mget("{user:42}:name", "{user:43}:name"));
        attempt(out, redis::dbsize);
        guard.commands().exclusive("{user:42}:name", connection -> {
            connection.sync().multi();
            connection.sync().set("{user:42}:name", "Anna");
            connection.sync().incr("{user:42}:changes");
            return connection.sync().exec();
        });
        out.println("After the transaction: " + redis.get("{user:42}:name"));
    }

    /** Lettuce's API for clusters takes commands apart, and asks all nodes. */
    private static void wholeCluster(RedisGuard guard, PrintStream out) {
        RedisAdvancedClusterCommands<String, String> cluster = guard.cluster().sync();
        out.println("From two nodes: " + cluster.mget("{user:42}:name", "{user:43}:name"));
        out.println("Keys of all nodes: " + cluster.dbsize());
    }

    /** Nobody notices that slots move. */
    private static void movingSlots(ClusterRedis redis, RedisGuard guard, PrintStream out) {
        RedisCommands<String, String> commands = guard.commands().sync();
        String key = redis.keyOn(redis.primaries().get(0));
        int slot = ClusterRedis.slotOf(key);
        commands.set(key, "here");
        redis.migrate(slot, 1, redis.primaries().get(0), redis.primaries().get(1));
        out.println("After its slot has moved: " + commands.get(key));
    }

    private static void attempt(PrintStream out, Runnable call) {
        try {
            call.run();
        } catch (CommandRejectedException e) {
            out.println(e.getMessage());
        }
    }
}
