package io.redisguard.connection;

import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.GuardedPubSubConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections for subscriptions; each leads to a primary, and follows when another server becomes that. Thread-safe.
 */
final class Subscriptions {
    private final GuardedRedisClient client;
    private final Duration connectTimeout;
    private final String name;
    private final boolean ofCluster;
    private final Supplier<RedisURI> primary;
    private final Predicate<RedisURI> isPrimary;
    private final Set<Following> open = ConcurrentHashMap.newKeySet();

    Subscriptions(
            GuardedRedisClient client,
            Duration connectTimeout,
            String name,
            boolean ofCluster,
            Supplier<RedisURI> primary,
            Predicate<RedisURI> isPrimary) {
        this.client = client;
        this.connectTimeout = connectTimeout;
        this.name = name;
        this.ofCluster = ofCluster;
        this.primary = primary;
        this.isPrimary = isPrimary;
    }

    /** Opens one more connection, which its caller closes. */
    <K, V> StatefulRedisPubSubConnection<K, V> open(RedisCodec<K, V> codec) {
        GuardedRedisClient.refuseToBlock("pubSub");
        Following following = new Following();
        CompletableFuture<GuardedPubSubConnection<K, V>> opening =
                client.openPubSub(codec, following, name, ofCluster).toCompletableFuture();
        try {
            GuardedPubSubConnection<K, V> connection =
                    opening.get(ConnectionSource.limitNanos(connectTimeout), TimeUnit.NANOSECONDS);
            following.connection = connection;
            open.add(following);
            connection.whenClosed(() -> open.remove(following));
            return connection;
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            closeWhenItComes(opening);
            throw failed(e);
        } catch (InterruptedException e) {
            closeWhenItComes(opening);
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "Connecting to " + name + " was interrupted. Nothing was sent.", e, false);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it any more
    private static <K, V> void closeWhenItComes(CompletableFuture<GuardedPubSubConnection<K, V>> opening) {
        opening.thenAccept(GuardedPubSubConnection::closeAsync);
    }

    private ConnectFailedException failed(@Nullable Throwable reason) {
        return new ConnectFailedException(
                "No connection for subscriptions to " + name + " (connect-timeout=" + Text.of(connectTimeout) + "). "
                        + ConnectAdvice.on(reason),
                reason);
    }

    /** There is another layout; those that lead to a server that is no primary any more are made anew. */
    void follow() {
        open.forEach(Following::follow);
    }

    /** Where one connection leads. */
    private final class Following implements Supplier<RedisURI> {
        private volatile @Nullable RedisURI last;
        private volatile @Nullable GuardedPubSubConnection<?, ?> connection;

        @Override
        public RedisURI get() {
            RedisURI present = primary.get();
            last = present;
            return present;
        }

        void follow() {
            RedisURI before = last;
            GuardedPubSubConnection<?, ?> known = connection;
            if (before != null && known != null && !isPrimary.test(before)) {
                known.replaceLink();
            }
        }
    }
}
