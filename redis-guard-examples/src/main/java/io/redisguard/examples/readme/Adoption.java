package io.redisguard.examples.readme;

import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.RedisGuard;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import java.util.function.Consumer;

/** How the README puts an application that exists already behind the guard. */
public final class Adoption {
    private Adoption() {}

    /** Runs an application that was written for plain Lettuce, and prints what it should mend. */
    @SuppressWarnings("SystemOut")
    public static void run(String uri, Consumer<StatefulRedisConnection<String, String>> application) {
        // README begin
        PolicyOptions policy = PolicyOptions.builder()
                .everyRule(PolicyMode.OBSERVE)
                .keys(KeyPolicy.of("cache:*").expiring().build()) // what only you know
                .build();
        try (RedisGuard guard = RedisGuard.builder().uri(uri).policy(policy).build()) {
            application.accept(guard.commands().connection()); // it was client.connect()
            System.out.println(guard.policyReport().toText());
        }
        // README end
    }
}
