package io.redisguard.examples.readme;

import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.error.GuardFailure;

/** The ten lines of the README. */
public final class TenLines {
    private TenLines() {}

    /** Runs them against the server of the first argument, or of this machine. */
    public static void main(String... arguments) {
        run(arguments.length > 0 ? arguments[0] : "redis://localhost:6379");
    }

    /** Runs them against a server. */
    @SuppressWarnings("SystemOut")
    public static void run(String uri) {
        // README begin
        try (RedisGuard guard = RedisGuard.connect(uri)) { // production defaults, nothing else to set
            RedisCommands<String, String> redis = guard.commands().sync(); // Lettuce's own interface, guarded
            redis.set("greeting", "hello from behind the guard", SetArgs.Builder.ex(60));
            System.out.println(redis.get("greeting"));
            try {
                System.out.println("visits: " + redis.incr("visits")); // in time, and never counted twice
            } catch (RedisException e) {
                System.out.println(GuardFailure.isOutcomeUnknown(e) ? "perhaps counted" : "not counted, try again");
            }
        }
        // README end
    }
}
