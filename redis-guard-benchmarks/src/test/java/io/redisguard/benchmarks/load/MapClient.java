package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.subject.Client;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A client whose server is a map. */
final class MapClient implements Client {
    final Map<String, String> values = new ConcurrentHashMap<>();
    final LongAdder gets = new LongAdder();
    final LongAdder sets = new LongAdder();

    @Override
    public @Nullable String get(String key) {
        gets.increment();
        return values.get(key);
    }

    @Override
    public void set(String key, String value) {
        sets.increment();
        values.put(key, value);
    }

    @Override
    public void burst(String key, int depth) {
        gets.add(depth);
    }

    @Override
    public CompletionStage<?> send(String key) {
        return CompletableFuture.completedStage(get(key));
    }

    @Override
    public void close() {}
}
