package io.redisguard.examples.readme;

import io.lettuce.core.RedisException;
import io.redisguard.RedisGuard;
import io.redisguard.error.GuardFailure;

/** Takes payments, none of them twice. */
final class Checkout implements AutoCloseable {
    private final RedisGuard guard;

    Checkout(String uri) {
        guard = RedisGuard.connect(uri);
    }

    void pay(String order) {
        try {
            guard.commands().sync().incr("paid:" + order);
        } catch (RedisException e) {
            if (!GuardFailure.isOutcomeUnknown(e)) {
                throw e;
            }
            // perhaps paid: to be looked up, not to be tried again
        }
    }

    @Override
    public void close() {
        guard.close();
    }
}
