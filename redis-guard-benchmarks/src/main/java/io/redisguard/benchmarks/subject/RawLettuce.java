package io.redisguard.benchmarks.subject;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce alone, as its manual begins: one connection for all threads, and all defaults. Calls wait a minute, and while
 * there is no link they are kept until there is one.
 *
 * @param name stands in tables
 */
record RawLettuce(String name) implements Subject {
    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) {
        StockLettuce lettuce = StockLettuce.of(target, ClientOptions.builder());
        StatefulConnection<String, String> connection = lettuce.connecting().get();
        return new Connected(lettuce, StockLettuce.sync(connection), StockLettuce.async(connection));
    }

    private record Connected(
            StockLettuce lettuce,
            RedisClusterCommands<String, String> sync,
            RedisClusterAsyncCommands<String, String> async)
            implements Client {
        @Override
        public @Nullable String get(String key) {
            return sync.get(key);
        }

        @Override
        public void set(String key, String value) {
            sync.set(key, value);
        }

        @Override
        public void burst(String key, int depth) throws TimeoutException {
            StockLettuce.burst(async, key, depth);
        }

        @Override
        public CompletionStage<?> send(String key) {
            return async.get(key);
        }

        @Override
        public void close() {
            lettuce.close();
        }
    }
}
