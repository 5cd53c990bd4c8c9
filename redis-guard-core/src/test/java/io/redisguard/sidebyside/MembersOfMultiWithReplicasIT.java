package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.ReplicatedRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A transaction on a primary with replicas. */
@ExtendWith(RedisExtension.class)
class MembersOfMultiWithReplicasIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String key = Canary.key("account");
    private final ReplicatedRedis redis;

    MembersOfMultiWithReplicasIT(ReplicatedRedis redis) {
        this.redis = redis;
    }

    /** What callers hold of a transaction. */
    private record Calls(CompletableFuture<Long> member, CompletableFuture<TransactionResult> exec) {
        static Calls of(RedisAsyncCommands<String, String> redis, String key) {
            var unused = redis.multi();
            CompletableFuture<Long> member = redis.incr(key).toCompletableFuture();
            return new Calls(member, redis.exec().toCompletableFuture());
        }
    }

    @Nested
    class StockLettuce {
        @Test
        void neverEndsTheMembers() {
            RedisClient client = RedisClient.create();
            try {
                List<RedisURI> uris =
                        redis.uris().stream().map(RedisURI::create).toList();
                Calls calls = Calls.of(
                        MasterReplica.connect(client, StringCodec.UTF8, uris).async(), key);

                assertThat(calls.exec).succeedsWithin(SOON);
                assertThat(calls.member).isNotDone();
                assertThat(redis.primary().execute("GET", key)).isEqualTo("1");
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        }
    }

    @Nested
    class Guarded {
        @Test
        void endsTheMembersWithExec() {
            try (RedisGuard guard = RedisGuard.builder()
                    .replicated(redis.uris().toArray(String[]::new))
                    .build()) {
                CompletableFuture<Long> member = guard.exclusiveAsync(connection -> {
                    Calls calls = Calls.of(connection.async(), key);
                    return calls.exec.thenCompose(result -> calls.member);
                });

                assertThat(member).succeedsWithin(SOON).isEqualTo(1L);
            }
        }
    }
}
