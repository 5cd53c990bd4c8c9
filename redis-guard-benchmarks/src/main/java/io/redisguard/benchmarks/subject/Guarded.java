package io.redisguard.benchmarks.subject;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.connection.SecurityOptions;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** redis-guard with all defaults, through the API that it shares with Lettuce: one connection for all threads. */
final class Guarded implements Subject {
    @Override
    public String name() {
        return "redis-guard";
    }

    @Override
    public boolean can(Ability ability) {
        return true;
    }

    @Override
    public Client connect(Target target) {
        RedisGuard.Builder builder = RedisGuard.builder();
        if (target.cluster()) {
            builder.cluster(target.uris().toArray(String[]::new));
        } else {
            builder.uri(target.uris().get(0));
        }
        if (target.certificate() != null) {
            builder.security(SecurityOptions.builder()
                    .trustedCertificates(target.certificate())
                    .build());
        }
        RedisGuard guard = builder.build();
        return new Connected(guard, guard.commands().sync(), guard.commands().async());
    }

    private record Connected(
            RedisGuard guard, RedisCommands<String, String> sync, RedisAsyncCommands<String, String> async)
            implements Client {
        @Override
        public @Nullable String get(String key) {
            return sync.get(key);
        }

        @Override
        public void set(String key, String value) {
            sync.set(key, value);
        }

        @Override
        public void burst(String key, int depth) throws TimeoutException {
            StockLettuce.burst(async, key, depth);
        }

        @Override
        public CompletionStage<?> send(String key) {
            return async.get(key);
        }

        @Override
        public void close() {
            guard.close();
        }
    }
}
