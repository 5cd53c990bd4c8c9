package io.redisguard.examples.legacy;

import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Products, their prices and pages. */
final class Catalogue {
    private static final int PRODUCTS = 12_000;
    private static final int PRODUCTS_AT_ONCE = 500;
    private static final int PRICES = 2_500;

    private final RedisCommands<String, String> redis;

    Catalogue(StatefulRedisConnection<String, String> connection) {
        redis = connection.sync();
    }

    /** In parts, as it should be; but all of them in one hash, which is read as a whole later. */
    String importProducts() {
        long added = 0;
        for (int from = 0; from < PRODUCTS; from += PRODUCTS_AT_ONCE) {
            Map<String, String> part = new HashMap<>();
            for (int i = from; i < from + PRODUCTS_AT_ONCE; i++) {
                part.put("product-" + i, Integer.toString(i % 7));
            }
            added += redis.hset("stock", part);
        }
        return added + " in stock, of these " + redis.hget("stock", "product-6");
    }

    /** Everything in one call. */
    String importPrices() {
        Map<String, String> prices = new HashMap<>();
        for (int i = 0; i < PRICES; i++) {
            prices.put("price:" + i, Integer.toString(100 + i));
        }
        redis.mset(prices);
        return redis.mget("price:0", "price:1", "price:2").stream()
                .map(KeyValue::getValue)
                .toList()
                .toString();
    }

    String importManual() {
        redis.set("manual:1", "m".repeat(200 * 1024));
        return redis.strlen("manual:1") + " bytes";
    }

    String importFilm() {
        redis.set("film:1", "f".repeat(1_500_000));
        return redis.strlen("film:1") + " bytes";
    }

    /** Caches pages for ever, prices and pictures for five minutes. */
    String showPages() {
        for (int id = 1; id <= 3; id++) {
            redis.set("cache:page:" + id, "<h1>" + id + "</h1>");
            redis.set("cache:price:" + id, "1" + id, SetArgs.Builder.ex(300));
            redis.set("cache:picture:" + id, "(o)", SetArgs.Builder.px(300_000));
        }
        return redis.get("cache:page:3") + redis.get("cache:price:3") + redis.ttl("cache:none");
    }

    /** Whatever somebody types becomes a key. */
    String search() {
        String words = "shoe+".repeat(120);
        redis.set("cache:search:" + words, "none", SetArgs.Builder.ex(60));
        List<String> found = List.of("cache:search:shoe", "cache:search:boot");
        redis.set(found.get(0), "17", SetArgs.Builder.ex(60));
        redis.set(found.get(1), "4", SetArgs.Builder.ex(60));
        return redis.get(found.get(0)) + " and " + redis.get(found.get(1));
    }
}
