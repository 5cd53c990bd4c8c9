package io.redisguard.benchmarks.worker;

import io.redisguard.benchmarks.subject.Client;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A client of no server. */
final class IdleClient implements Client {
    @Override
    public @Nullable String get(String key) {
        return null;
    }

    @Override
    public void set(String key, String value) {}

    @Override
    public void burst(String key, int depth) {}

    @Override
    public CompletionStage<?> send(String key) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}
}
