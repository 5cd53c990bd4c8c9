package io.redisguard.examples.connection;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/** Moves money in transactions, each on a connection of its own. Needs no server: it starts one. */
public final class ExclusiveExample {
    private static final int TRIES = 10;
    private static final String ANN = "account:ann";
    private static final String BOB = "account:bob";

    private ExclusiveExample() {}

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
            redis.set(ANN, "100");
            redis.set(BOB, "0");
            try {
                redis.multi(); // would take everybody else's commands into the transaction
            } catch (CommandRejectedException e) {
                out.println(e.getMessage());
            }
            out.println("30 from Ann to Bob: " + transfer(guard, 30));
            out.println("300 from Ann to Bob: " + transfer(guard, 300));
            out.println("40 from Ann to Bob, without a thread that waits: "
                    + transferLater(guard, 40).join());
            out.println("Ann has " + redis.get(ANN) + ", Bob has " + redis.get(BOB));
        }
    }

    /** Returns whether the money was there; looks again when somebody else has changed the account meanwhile. */
    private static boolean transfer(RedisGuard guard, long amount) {
        return guard.<Boolean, RuntimeException>exclusive(connection -> {
            RedisCommands<String, String> redis = connection.sync();
            for (int i = 0; i < TRIES; i++) {
                redis.watch(ANN);
                if (Long.parseLong(redis.get(ANN)) < amount) {
                    return false; // the WATCH ends with the block
                }
                redis.multi();
                redis.decrby(ANN, amount);
                redis.incrby(BOB, amount);
                if (!redis.exec().wasDiscarded()) {
                    return true;
                }
            }
            throw new IllegalStateException("The account is too busy.");
        });
    }

    /** Does the same once; the connection goes back when the stage completes. */
    @SuppressWarnings("FutureReturnValueIgnored") // EXEC tells of those before it
    private static CompletableFuture<Boolean> transferLater(RedisGuard guard, long amount) {
        return guard.exclusiveAsync(connection -> {
            RedisAsyncCommands<String, String> redis = connection.async();
            redis.watch(ANN);
            return redis.get(ANN).thenCompose(balance -> {
                if (Long.parseLong(balance) < amount) {
                    return CompletableFuture.completedFuture(false);
                }
                redis.multi();
                redis.decrby(ANN, amount);
                redis.incrby(BOB, amount);
                return redis.exec().thenApply(result -> !result.wasDiscarded());
            });
        });
    }
}
