package io.redisguard.policy;

import io.redisguard.simulation.PlainCall;
import java.util.Arrays;
import java.util.function.Supplier;

/** A call that breaks one rule and no other. */
record Sin(PolicyRule rule, Supplier<PlainCall> call) {
    /** Options under which each sin is one. */
    static PolicyOptions.Builder options() {
        return PolicyOptions.builder()
                .slots(SlotDemand.ONE_SLOT)
                .keys(KeyPolicy.of("cache:*").expiring().build())
                .keys(KeyPolicy.of("heap:*").big().build());
    }

    static Sin of(PolicyRule rule) {
        return switch (rule) {
            case SHARED_CONNECTION -> of(rule, "SELECT", "1");
            case DANGEROUS_COMMAND -> of(rule, "KEYS", "*");
            case DANGEROUS_SCRIPT -> of(rule, "EVAL", "return redis.call('keys', '*')", "0");
            case UNBOUNDED_READ -> of(rule, "HGETALL", "h");
            case BIG_REPLY -> new Sin(rule, () -> new PlainCall("GET", "k").reply(1, 2 * 1024 * 1024));
            case BIG_DELETE -> of(rule, "DEL", "heap:1");
            case BIG_VALUE -> of(rule, "SET", "k", "x".repeat(100 * 1024 + 1));
            case HUGE_VALUE -> of(rule, "SET", "k", "x".repeat(1024 * 1024 + 1));
            case MANY_ELEMENTS -> of(rule, "SADD", many());
            case LONG_KEY -> of(rule, "GET", "k".repeat(513));
            case KEY_CHARACTERS -> of(rule, "GET", "a b");
            case MISSING_EXPIRY -> of(rule, "SET", "cache:1", "v");
            case CROSS_SLOT -> of(rule, "MGET", "a", "b");
            case UNKNOWN_COMMAND -> of(rule, "FROBNICATE");
        };
    }

    private static String[] many() {
        String[] members = new String[2_001];
        Arrays.fill(members, "m");
        return members;
    }

    private static Sin of(PolicyRule rule, String command, String... arguments) {
        return new Sin(rule, () -> new PlainCall(command, arguments));
    }
}
