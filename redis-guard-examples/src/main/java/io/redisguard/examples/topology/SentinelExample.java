package io.redisguard.examples.topology;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.RedisServer;
import io.redisguard.test.SentinelRedis;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills the primary while orders are counted, and goes on with the next one. Needs no servers: it starts a primary, two
 * replicas and three Sentinels.
 */
public final class SentinelExample {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 20_000_000;

    private SentinelExample() {}

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (SentinelRedis redis = SentinelRedis.start()) {
            run(redis, System.out);
        }
    }

    static void run(SentinelRedis redis, PrintStream out) {
        // redis-sentinel://host:port,host:port,host:port#mymaster
        try (RedisGuard guard = RedisGuard.connect(redis.sentinelUri())) {
            RedisCommands<String, String> commands = guard.commands().sync();
            out.println("Order " + commands.incr("orders"));
            redis.awaitSync();

            RedisServer dead = redis.killPrimary();
            out.println("The primary is dead.");
            out.println("Order " + countAnyhow(commands, out));

            RedisServer next = redis.awaitFailover();
            out.println("There is another primary: " + (next.port() != dead.port()));
        }
    }

    /** Counts an order as soon as somebody takes it, and tells how calls failed until then. */
    private static long countAnyhow(RedisCommands<String, String> commands, PrintStream out) {
        long start = System.nanoTime();
        int unsent = 0;
        while (true) {
            try {
                long count = commands.incr("orders");
                out.println("Calls that failed unsent: " + (unsent > 0 ? "some" : "none"));
                return count;
            } catch (RedisException e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                if (GuardFailure.isOutcomeUnknown(e)) {
                    out.println("Perhaps counted: " + e.getMessage()); // it was on its way when the primary died
                } else {
                    unsent++;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
