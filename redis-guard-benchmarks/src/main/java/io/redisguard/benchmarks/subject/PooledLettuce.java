package io.redisguard.benchmarks.subject;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.support.ConnectionPoolSupport;
import java.util.concurrent.CompletionStage;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce with the pool that it offers, commons-pool2: eight connections, which is the default, and each call borrows
 * one and waits for it as long as it takes. All else is Lettuce's default. A burst takes place on one connection.
 */
final class PooledLettuce implements Subject {
    private static final int CONNECTIONS = 8;

    @Override
    public String name() {
        return "Lettuce, pool of " + CONNECTIONS;
    }

    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) {
        StockLettuce lettuce = StockLettuce.of(target, ClientOptions.builder());
        GenericObjectPoolConfig<StatefulConnection<String, String>> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(CONNECTIONS);
        return new Connected(lettuce, ConnectionPoolSupport.createGenericObjectPool(lettuce.connecting(), config));
    }

    private record Connected(StockLettuce lettuce, GenericObjectPool<StatefulConnection<String, String>> pool)
            implements Client {
        private StatefulConnection<String, String> borrow() {
            try {
                return pool.borrowObject(); // its close() gives it back
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("No connection was to be had.", e);
            }
        }

        @Override
        public @Nullable String get(String key) {
            try (StatefulConnection<String, String> connection = borrow()) {
                return StockLettuce.sync(connection).get(key);
            }
        }

        @Override
        public void set(String key, String value) {
            try (StatefulConnection<String, String> connection = borrow()) {
                StockLettuce.sync(connection).set(key, value);
            }
        }

        @Override
        public void burst(String key, int depth) throws Exception {
            try (StatefulConnection<String, String> connection = borrow()) {
                StockLettuce.burst(StockLettuce.async(connection), key, depth);
            }
        }

        @Override
        public CompletionStage<?> send(String key) {
            throw new UnsupportedOperationException("Borrowing waits.");
        }

        @Override
        public void close() {
            pool.close();
            lettuce.close();
        }
    }
}
