package io.redisguard.examples.policy;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.GuardedCommands;
import io.redisguard.RedisGuard;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;

/** Breaks rules, and shows what comes of it. Needs no server: it starts one. */
public final class PolicyExample {
    private PolicyExample() {}

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (RedisServer server = RedisServer.start()) {
            run(server.uri(), System.out);
        }
    }

    static void run(String uri, PrintStream out) {
        PolicyOptions policy = PolicyOptions.builder()
                .keys(KeyPolicy.of("cache:*").expiring().build()) // what only the application knows
                .build();
        try (RedisGuard guard = RedisGuard.builder().uri(uri).policy(policy).build()) {
            RedisCommands<String, String> redis = guard.commands().sync();

            // KEYS is refused by default, and the message says what to do instead.
            attempt("KEYS", out, () -> redis.keys("user:*"));

            // Where it is right, say so; the reason stands in the report.
            GuardedCommands<String, String> inventory = guard.allowing("KEYS", "inventory at night, on a replica");
            attempt("KEYS, allowed", out, () -> inventory.sync().keys("user:*"));

            // Keys of a cache must expire.
            attempt("SET", out, () -> redis.set("cache:page:1", "<html>"));
            attempt("SET EX", out, () -> redis.set("cache:page:1", "<html>", SetArgs.Builder.ex(60)));

            // What was refused, allowed or let pass with a warning, and from where in the code.
            out.println();
            out.print(guard.policyReport().toText());
        }
    }

    private static void attempt(String what, PrintStream out, Runnable call) {
        try {
            call.run();
            out.println(what + ": done");
        } catch (CommandRejectedException e) {
            out.println(what + ": " + e.getMessage());
        }
    }
}
