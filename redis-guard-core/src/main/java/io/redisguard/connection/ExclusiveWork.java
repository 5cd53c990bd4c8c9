package io.redisguard.connection;

import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/**
 * Work that needs a connection for itself.
 *
 * @param <R> what it returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface ExclusiveWork<K, V, R extends @Nullable Object, X extends Exception> {
    /** Does the work; the connection must not be used afterwards. */
    R with(StatefulRedisConnection<K, V> connection) throws X;
}
