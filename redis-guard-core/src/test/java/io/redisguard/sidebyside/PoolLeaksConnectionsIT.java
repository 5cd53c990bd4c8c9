package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.support.AsyncConnectionPoolSupport;
import io.lettuce.core.support.BoundedAsyncPool;
import io.lettuce.core.support.BoundedPoolConfig;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connecting takes longer than the callers of two borrowings care to wait; the pool has two connections. */
@ExtendWith(RedisExtension.class)
class PoolLeaksConnectionsIT {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int SIZE = 2;

    private final RedisServer server;
    private FaultProxy proxy;

    PoolLeaksConnectionsIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static <T> CompletableFuture<T> impatient(CompletableFuture<T> future) {
        CompletableFuture<T> limited = future.orTimeout(50, TimeUnit.MILLISECONDS);
        assertThat(limited).failsWithin(SOON);
        return limited;
    }

    @Nested
    class StockLettuce {
        @Test
        void neverLendsThemAgain() {
            RedisClient client = RedisClient.create();
            try {
                BoundedAsyncPool<StatefulRedisConnection<String, String>> pool =
                        AsyncConnectionPoolSupport.createBoundedObjectPool(
                                () -> client.connectAsync(StringCodec.UTF8, RedisURI.create(proxy.uri())),
                                BoundedPoolConfig.builder().maxTotal(SIZE).build());
                proxy.delayReplies(Duration.ofMillis(150));
                for (int i = 0; i < SIZE; i++) {
                    assertThat(impatient(pool.acquire())).isCompletedExceptionally();
                }
                await().atMost(SOON).until(() -> proxy.connections() == SIZE && pool.getCreationInProgress() == 0);
                proxy.heal();

                assertThat(pool.acquire()).failsWithin(SOON);
                assertThat(pool.getObjectCount()).isEqualTo(SIZE);
                assertThat(pool.getIdle()).isZero();
            } finally {
                client.shutdown(Duration.ZERO, SOON);
            }
        }
    }

    @Nested
    class Guarded {
        @Test
        void lendsThemToTheNext() {
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(proxy.uri())
                    .connection(ConnectionOptions.builder()
                            .exclusive(PoolOptions.builder().maxSize(SIZE).build())
                            .build())
                    .build()) {
                proxy.delayReplies(Duration.ofMillis(150));
                for (int i = 0; i < SIZE; i++) {
                    assertThat(impatient(guard.exclusiveAsync(
                                    connection -> connection.async().ping())))
                            .isCompletedExceptionally();
                }
                proxy.heal();

                for (int i = 0; i < 2 * SIZE; i++) {
                    assertThat(guard.exclusiveAsync(
                                    connection -> connection.async().ping()))
                            .succeedsWithin(SOON);
                }
            }
        }
    }
}
