package io.redisguard.broken;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.lettuce.GuardedRedisClient;

/** Uses the guarded client for a connection that is not. */
public final class OpensAnUnguardedConnection {
    StatefulRedisPubSubConnection<String, String> open(GuardedRedisClient client) {
        return client.connectPubSub();
    }
}
