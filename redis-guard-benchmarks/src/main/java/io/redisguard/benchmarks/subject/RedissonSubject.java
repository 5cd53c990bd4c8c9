package io.redisguard.benchmarks.subject;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;

/**
 * Redisson with its codec for strings, and all defaults but one: netty's native transport where it is there, as with
 * Lettuce, which takes it by itself. A burst is its {@link RBatch}.
 */
final class RedissonSubject implements Subject {
    @Override
    public String name() {
        return "Redisson";
    }

    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) throws IOException, GeneralSecurityException {
        Config config = new Config().setCodec(StringCodec.INSTANCE);
        if (Epoll.isAvailable()) {
            config.setTransportMode(TransportMode.EPOLL);
        }
        if (target.certificate() != null) {
            config.setSslTrustManagerFactory(TrustedCertificate.managers(target.certificate()));
        }
        if (target.cluster()) {
            config.useClusterServers().addNodeAddress(target.uris().toArray(String[]::new));
        } else {
            config.useSingleServer().setAddress(target.uris().get(0));
        }
        return new Connected(Redisson.create(config));
    }

    private record Connected(RedissonClient redisson) implements Client {
        @Override
        public @Nullable String get(String key) {
            return redisson.<String>getBucket(key).get();
        }

        @Override
        public void set(String key, String value) {
            redisson.<String>getBucket(key).set(value);
        }

        @Override
        public void burst(String key, int depth) {
            RBatch batch = redisson.createBatch();
            List<RFuture<String>> replies = Stream.generate(
                            () -> batch.<String>getBucket(key).getAsync())
                    .limit(depth)
                    .toList();
            if (batch.execute().getResponses().size() != replies.size()) {
                throw new IllegalStateException("Not all of " + depth + " replies came.");
            }
        }

        @Override
        public CompletionStage<?> send(String key) {
            return redisson.<String>getBucket(key).getAsync();
        }

        @Override
        public void close() {
            redisson.shutdown();
        }
    }
}
