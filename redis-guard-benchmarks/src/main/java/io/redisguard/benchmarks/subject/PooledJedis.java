package io.redisguard.benchmarks.subject;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;

/**
 * Jedis, whose client has a pool: eight connections, which is the default, in a cluster eight to each node. A call
 * waits for a connection as long as it takes, and two seconds for its answer. A burst is a pipeline. All calls wait.
 */
final class PooledJedis implements Subject {
    private static final int CONNECTIONS = 8;

    @Override
    public String name() {
        return "Jedis, pool of " + CONNECTIONS;
    }

    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) throws IOException, GeneralSecurityException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (target.certificate() != null) {
            char[] password = "not-secret".toCharArray();
            byte[] store = TrustedCertificate.storeFile(target.certificate(), password);
            config.sslOptions(SslOptions.builder()
                    .truststore(() -> new ByteArrayInputStream(store), password)
                    .build());
        }
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        List<HostAndPort> servers =
                target.addresses().stream().map(HostAndPort::from).toList();
        return new Connected(
                target.cluster()
                        ? RedisClusterClient.builder()
                                .nodes(servers.stream().collect(Collectors.toUnmodifiableSet()))
                                .clientConfig(config.build())
                                .poolConfig(pool)
                                .build()
                        : RedisClient.builder()
                                .hostAndPort(servers.get(0))
                                .clientConfig(config.build())
                                .poolConfig(pool)
                                .build());
    }

    private record Connected(UnifiedJedis jedis) implements Client {
        @Override
        public @Nullable String get(String key) {
            return jedis.get(key);
        }

        @Override
        public void set(String key, String value) {
            jedis.set(key, value);
        }

        @Override
        public void burst(String key, int depth) {
            try (AbstractPipeline pipeline = jedis.pipelined()) {
                List<Response<String>> replies =
                        Stream.generate(() -> pipeline.get(key)).limit(depth).toList();
                pipeline.sync();
                replies.forEach(Response::get); // which throws what has failed
            }
        }

        @Override
        public CompletionStage<?> send(String key) {
            throw new UnsupportedOperationException("All calls wait.");
        }

        @Override
        public void close() {
            jedis.close();
        }
    }
}
