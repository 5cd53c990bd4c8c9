package io.redisguard.examples.legacy;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;

/** What the owner wants to read in the morning, collected by whatever command comes to mind first. */
final class NightlyReport {
    private final RedisCommands<String, String> redis;

    NightlyReport(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    String sessions() {
        return redis.keys("session:*").size() + " open";
    }

    String carts() {
        Long carts = redis.eval("return #redis.call('KEYS', 'cart:*')", ScriptOutputType.INTEGER);
        return carts + " abandoned";
    }

    String stock() {
        return redis.hgetall("stock").values().stream()
                        .mapToInt(Integer::parseInt)
                        .sum() + " pieces";
    }

    String customers() {
        return redis.smembers("customers").size() + " known";
    }

    String orders() {
        return redis.lrange("orders:latest", 0, -1).size() + " to be checked, " + redis.llen("orders:latest") + " kept";
    }
}
