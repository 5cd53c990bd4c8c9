package io.redisguard.benchmarks.subject;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.redisguard.resilience.DeadlineOptions;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce with what one would put around it by hand: a retry around a circuit breaker around each call, from
 * Resilience4j with its defaults, so that the breaker stays open for a minute. Two settings of Lettuce give them
 * something to act on: calls are rejected while there is no link, where the default is to keep them, and calls that
 * wait do so as long as an attempt of redis-guard does, where the default is a minute. One connection for all threads.
 * Calls that do not wait have no time limit; those of a burst are decorated one by one.
 */
final class DecoratedLettuce implements Subject {
    private static final Duration TIMEOUT = DeadlineOptions.builder().build().attempt();

    @Override
    public String name() {
        return "Lettuce + Resilience4j";
    }

    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) {
        StockLettuce lettuce = StockLettuce.of(
                target, ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS));
        StatefulConnection<String, String> connection = lettuce.connecting().get();
        connection.setTimeout(TIMEOUT);
        return new Connected(
                lettuce,
                StockLettuce.sync(connection),
                StockLettuce.async(connection),
                Retry.ofDefaults("redis"),
                CircuitBreaker.ofDefaults("redis"),
                Executors.newSingleThreadScheduledExecutor());
    }

    private record Connected(
            StockLettuce lettuce,
            RedisClusterCommands<String, String> sync,
            RedisClusterAsyncCommands<String, String> async,
            Retry retry,
            CircuitBreaker breaker,
            ScheduledExecutorService scheduler)
            implements Client {
        @Override
        public @Nullable String get(String key) {
            return retry.executeSupplier(() -> breaker.executeSupplier(() -> sync.get(key)));
        }

        @Override
        public void set(String key, String value) {
            retry.executeRunnable(() -> breaker.executeRunnable(() -> sync.set(key, value)));
        }

        @Override
        public void burst(String key, int depth) throws TimeoutException {
            Future<?>[] replies = Stream.generate(() -> send(key).toCompletableFuture())
                    .limit(depth)
                    .toArray(Future<?>[]::new);
            if (!LettuceFutures.awaitAll(RedisURI.DEFAULT_TIMEOUT_DURATION, replies)) {
                throw new TimeoutException("Not all of " + depth + " replies came.");
            }
        }

        @Override
        public CompletionStage<?> send(String key) {
            return retry.executeCompletionStage(scheduler, () -> breaker.executeCompletionStage(() -> async.get(key)));
        }

        @Override
        public void close() {
            scheduler.shutdownNow();
            lettuce.close();
        }
    }
}
