package io.redisguard.broken;

import io.lettuce.core.RedisClient;

/** Makes a client that nobody guards. */
public final class CreatesAClient {
    RedisClient client() {
        return RedisClient.create();
    }
}
