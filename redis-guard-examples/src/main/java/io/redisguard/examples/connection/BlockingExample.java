package io.redisguard.examples.connection;

import io.lettuce.core.LMoveArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes jobs from a queue as they come. Needs no server: it starts one. */
public final class BlockingExample {
    private static final String QUEUE = "jobs";
    private static final String TAKEN = "jobs:taken";

    private BlockingExample() {}

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (RedisServer server = RedisServer.start()) {
            run(server.uri(), System.out);
        }
    }

    static void run(String uri, PrintStream out) {
        try (RedisGuard guard = RedisGuard.connect(uri)) {
            RedisCommands<String, String> redis = guard.commands().sync();
            CompletableFuture<List<String>> worker = CompletableFuture.supplyAsync(() -> work(redis));
            // the worker waits on a connection of the blocking pool, so nobody waits behind it
            out.println("PING: " + redis.ping());
            redis.rpush(QUEUE, "first", "second", "third");
            out.println("Done: " + worker.join());
            out.println("Left: " + redis.llen(QUEUE) + " in the queue, " + redis.llen(TAKEN) + " taken");
            try {
                redis.blpop(0, QUEUE); // for ever
            } catch (CommandRejectedException e) {
                out.println(e.getMessage());
            }
        }
    }

    /** Does what comes, until nothing has come for two seconds. */
    private static List<String> work(RedisCommands<String, String> redis) {
        List<String> done = new ArrayList<>();
        for (String job = take(redis); job != null; job = take(redis)) {
            done.add(job);
            redis.lrem(TAKEN, 1, job); // only now: a worker that dies before leaves it to be found
        }
        return done;
    }

    private static @Nullable String take(RedisCommands<String, String> redis) {
        return redis.blmove(QUEUE, TAKEN, LMoveArgs.Builder.leftRight(), 2);
    }
}
