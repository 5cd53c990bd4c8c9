package io.redisguard.examples.quickstart;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;

/**
 * One of the two that are compared, connected.
 *
 * @param name what the table calls it
 * @param redis its commands
 * @param end closes its connection
 */
record Contender(String name, RedisCommands<String, String> redis, Runnable end) implements AutoCloseable {
    /** Lettuce as it comes, with all its defaults. */
    static Contender stock(String uri) {
        RedisClient client = RedisClient.create(uri);
        return new Contender("stock Lettuce", client.connect().sync(), client::shutdown);
    }

    /** redis-guard as it comes, with all its defaults. */
    static Contender guarded(String uri) {
        RedisGuard guard = RedisGuard.connect(uri);
        return new Contender("redis-guard", guard.commands().sync(), guard::close);
    }

    @Override
    public void close() {
        end.run();
    }
}
