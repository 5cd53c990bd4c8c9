package com.example.shop;

import io.lettuce.core.RedisException;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.GuardFailure;
import io.redisguard.resilience.DeadlineOptions;
import java.time.Duration;

/** What somebody else would write with the public types. */
final class Visits implements AutoCloseable {
    private final RedisGuard guard;

    Visits(String uri) {
        guard = RedisGuard.builder()
                .uri(uri)
                .connection(ConnectionOptions.builder().clientName("shop").build())
                .deadlines(DeadlineOptions.builder().attempt(Duration.ofMillis(300)).build())
                .build();
    }

    /** Returns the number of visits, or -1 when nobody knows whether this one was counted. */
    long count(String page) {
        try {
            return guard.commands().sync().incr("visits:" + page);
        } catch (RedisException e) {
            if (GuardFailure.isOutcomeUnknown(e)) {
                return -1;
            }
            throw e;
        }
    }

    /** Moves all visits of a page to another one, at once. */
    void move(String from, String to) {
        guard.exclusive(connection -> {
            var redis = connection.sync();
            redis.watch("visits:" + from);
            String visits = redis.get("visits:" + from);
            redis.multi();
            redis.incrby("visits:" + to, Long.parseLong(visits));
            redis.del("visits:" + from);
            return redis.exec();
        });
    }

    @Override
    public void close() {
        guard.close();
    }
}
