package io.redisguard.sidebyside;

import io.lettuce.core.KeyValue;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The three ways to call Lettuce, each with a future of the call's end. */
enum Api {
    SYNC {
        @Override
        CompletableFuture<Long> incr(StatefulRedisConnection<String, String> redis, String key) {
            return onAThread(() -> redis.sync().incr(key));
        }

        @Override
        CompletableFuture<String> set(StatefulRedisConnection<String, String> redis, String key, String value) {
            return onAThread(() -> redis.sync().set(key, value));
        }

        @Override
        CompletableFuture<List<String>> lrange(StatefulRedisConnection<String, String> redis, String key) {
            return onAThread(() -> redis.sync().lrange(key, 0, -1));
        }

        @Override
        CompletableFuture<Map<String, String>> hgetall(StatefulRedisConnection<String, String> redis, String key) {
            return onAThread(() -> redis.sync().hgetall(key));
        }
    },
    ASYNC {
        @Override
        CompletableFuture<Long> incr(StatefulRedisConnection<String, String> redis, String key) {
            return redis.async().incr(key).toCompletableFuture();
        }

        @Override
        CompletableFuture<String> set(StatefulRedisConnection<String, String> redis, String key, String value) {
            return redis.async().set(key, value).toCompletableFuture();
        }

        @Override
        CompletableFuture<List<String>> lrange(StatefulRedisConnection<String, String> redis, String key) {
            return redis.async().lrange(key, 0, -1).toCompletableFuture();
        }

        @Override
        CompletableFuture<Map<String, String>> hgetall(StatefulRedisConnection<String, String> redis, String key) {
            return redis.async().hgetall(key).toCompletableFuture();
        }
    },
    REACTIVE {
        @Override
        CompletableFuture<Long> incr(StatefulRedisConnection<String, String> redis, String key) {
            return redis.reactive().incr(key).toFuture();
        }

        @Override
        CompletableFuture<String> set(StatefulRedisConnection<String, String> redis, String key, String value) {
            return redis.reactive().set(key, value).toFuture();
        }

        @Override
        CompletableFuture<List<String>> lrange(StatefulRedisConnection<String, String> redis, String key) {
            return redis.reactive().lrange(key, 0, -1).collectList().toFuture();
        }

        @Override
        CompletableFuture<Map<String, String>> hgetall(StatefulRedisConnection<String, String> redis, String key) {
            return redis.reactive()
                    .hgetall(key)
                    .collectMap(KeyValue::getKey, KeyValue::getValue)
                    .toFuture();
        }
    };

    private static final Executor NEW_THREAD = task -> {
        Thread thread = new Thread(task, "sync-caller");
        thread.setDaemon(true);
        thread.start();
    };

    abstract CompletableFuture<Long> incr(StatefulRedisConnection<String, String> redis, String key);

    abstract CompletableFuture<String> set(StatefulRedisConnection<String, String> redis, String key, String value);

    abstract CompletableFuture<List<String>> lrange(StatefulRedisConnection<String, String> redis, String key);

    abstract CompletableFuture<Map<String, String>> hgetall(StatefulRedisConnection<String, String> redis, String key);

    /** Runs a call that blocks on a thread of its own. */
    static <T> CompletableFuture<T> onAThread(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, NEW_THREAD);
    }
}
