package io.redisguard.examples.legacy;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Customers, their sessions and orders. */
final class Customers {
    private static final List<String> NAMES = List.of("jane doe", "ann", "bob");

    private final RedisCommands<String, String> redis;
    private final RedisAsyncCommands<String, String> async;

    Customers(StatefulRedisConnection<String, String> connection) {
        redis = connection.sync();
        async = connection.async();
    }

    /** The first name has a blank, and so has its key. */
    String register() {
        for (String name : NAMES) {
            redis.hset("customer:" + name, Map.of("name", name, "city", "Bern"));
            redis.sadd("customers", name);
            redis.set("session:" + name.length(), name, SetArgs.Builder.ex(1_800));
        }
        return redis.scard("customers") + " customers, one of them from " + redis.hget("customer:ann", "city");
    }

    /** Pipelined, counted, and kept short. */
    String takeOrders() {
        List<RedisFuture<Long>> numbers =
                IntStream.range(0, 20).mapToObj(i -> async.incr("orders:count")).toList();
        LettuceFutures.awaitAll(Duration.ofSeconds(5), numbers.toArray(RedisFuture[]::new));
        for (int i = 1; i <= 20; i++) {
            redis.lpush("orders:latest", "order-" + i);
        }
        redis.ltrim("orders:latest", 0, 9);
        redis.lpush("cart:ann", "product-1");
        redis.expire("cart:ann", 3_600);
        return redis.get("orders:count") + " orders, the latest " + redis.lrange("orders:latest", 0, 2);
    }

    String rankProducts() {
        for (int i = 0; i < 30; i++) {
            redis.zincrby("sold", i, "product-" + i);
        }
        Long counted = redis.eval(
                "return redis.call('INCRBY', KEYS[1], ARGV[1])",
                ScriptOutputType.INTEGER,
                new String[] {"ranked"},
                "30");
        return redis.zrevrange("sold", 0, 2) + " of " + counted;
    }
}
