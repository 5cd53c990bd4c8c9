package io.redisguard.benchmarks.subject;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lettuce's client for a server or for a cluster.
 *
 * @param client the client
 * @param connecting opens a connection to what it was made for
 */
record StockLettuce(AbstractRedisClient client, Supplier<StatefulConnection<String, String>> connecting)
        implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /** Makes one, with options that are defaults but for some. */
    static StockLettuce of(Target target, ClientOptions.Builder options) {
        if (target.certificate() != null) {
            options.sslOptions(SslOptions.builder()
                    .trustManager(target.certificate().toFile())
                    .build());
        }
        List<RedisURI> uris = target.uris().stream().map(RedisURI::create).toList();
        if (target.cluster()) {
            RedisClusterClient client = RedisClusterClient.create(uris);
            client.setOptions(ClusterClientOptions.builder(options.build()).build());
            return new StockLettuce(client, client::connect);
        }
        RedisClient client = RedisClient.create(uris.get(0));
        client.setOptions(options.build());
        return new StockLettuce(client, client::connect);
    }

    static RedisClusterCommands<String, String> sync(StatefulConnection<String, String> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, String> cluster
                ? cluster.sync()
                : ((StatefulRedisConnection<String, String>) connection).sync();
    }

    static RedisClusterAsyncCommands<String, String> async(StatefulConnection<String, String> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, String> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<String, String>) connection).async();
    }

    /** Sends GETs in a row, and waits for all of them as Lettuce's manual does. */
    static void burst(RedisClusterAsyncCommands<String, String> async, String key, int depth) throws TimeoutException {
        Future<?>[] replies = Stream.generate(() -> async.get(key)).limit(depth).toArray(Future<?>[]::new);
        if (!LettuceFutures.awaitAll(RedisURI.DEFAULT_TIMEOUT_DURATION, replies)) {
            throw new TimeoutException("Not all of " + depth + " replies came.");
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CLOSING);
    }
}
