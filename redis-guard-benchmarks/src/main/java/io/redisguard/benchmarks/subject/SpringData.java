package io.redisguard.benchmarks.subject;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Spring Data Redis: its template for strings over its factory of Lettuce connections, with all defaults; so calls
 * share one connection and wait a minute. A burst is {@code executePipelined}, which takes a connection of its own. All
 * calls of the template wait.
 */
final class SpringData implements Subject {
    @Override
    public String name() {
        return "Spring Data Redis";
    }

    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(servers(target), settings(target));
        factory.afterPropertiesSet();
        factory.start();
        return new Connected(factory, new StringRedisTemplate(factory));
    }

    private static RedisConfiguration servers(Target target) {
        if (target.cluster()) {
            return new RedisClusterConfiguration(target.addresses());
        }
        RedisNode server = RedisNode.fromString(target.addresses().get(0));
        return new RedisStandaloneConfiguration(server.getRequiredHost(), server.getRequiredPort());
    }

    private static LettuceClientConfiguration settings(Target target) {
        if (target.certificate() == null) {
            return LettuceClientConfiguration.defaultConfiguration();
        }
        return LettuceClientConfiguration.builder()
                .clientOptions(ClientOptions.builder()
                        .timeoutOptions(TimeoutOptions.enabled()) // as Spring's default options
                        .sslOptions(SslOptions.builder()
                                .trustManager(target.certificate().toFile())
                                .build())
                        .build())
                .useSsl()
                .build();
    }

    private record Connected(LettuceConnectionFactory factory, StringRedisTemplate template) implements Client {
        @Override
        public @Nullable String get(String key) {
            return template.opsForValue().get(key);
        }

        @Override
        public void set(String key, String value) {
            template.opsForValue().set(key, value);
        }

        @Override
        @SuppressWarnings("NullAway") // the callback must return null, and says so in a way that JDK 17 does not read
        public void burst(String key, int depth) {
            byte[] rawKey = key.getBytes(StandardCharsets.UTF_8);
            RedisCallback<@Nullable Object> gets = connection -> {
                for (int i = 0; i < depth; i++) {
                    connection.stringCommands().get(rawKey);
                }
                return null;
            };
            template.executePipelined(gets);
        }

        @Override
        public CompletionStage<?> send(String key) {
            throw new UnsupportedOperationException("All calls of the template wait.");
        }

        @Override
        public void close() {
            factory.destroy();
        }
    }
}
