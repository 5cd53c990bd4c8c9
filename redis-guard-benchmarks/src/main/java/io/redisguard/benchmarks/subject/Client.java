package io.redisguard.benchmarks.subject;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A connected subject. Thread-safe: all callers share one. */
public interface Client extends AutoCloseable {
    /** Reads a string and waits for it. */
    @Nullable
    String get(String key);

    /** Writes a string and waits until that is done. */
    void set(String key, String value);

    /**
     * Sends as many GETs of a key as told without waiting in between, and waits for all replies.
     *
     * @throws Exception when one of them failed
     */
    void burst(String key, int depth) throws Exception;

    /**
     * Sends a GET and does not wait.
     *
     * @throws UnsupportedOperationException when the subject only has calls that wait
     */
    CompletionStage<?> send(String key);

    /** Ends everything that the client has begun. */
    @Override
    void close();
}
