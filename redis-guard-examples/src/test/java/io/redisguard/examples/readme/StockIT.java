package io.redisguard.examples.readme;

import static org.awaitility.Awaitility.await;

import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class StockIT {
    @Test
    void sellsOnWhenAPrimaryDies(ClusterRedis redis) {
        String article = redis.keyOn(redis.primaries().get(0));
        try (Stock stock = new Stock(redis.seeds())) {
            RedisServer dead = redis.primaryOf(article);
            redis.kill(dead);
            redis.awaitFailover(dead);

            await().ignoreExceptions().until(() -> stock.take(article));
        }
    }
}
