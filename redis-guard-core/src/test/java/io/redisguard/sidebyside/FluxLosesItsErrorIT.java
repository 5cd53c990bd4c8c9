package io.redisguard.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.reactive.RedisListReactiveCommands;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A command fails while its subscriber asks for more elements from another thread. */
@ExtendWith(RedisExtension.class)
class FluxLosesItsErrorIT {
    private static final int TRIES = 2_000;

    /** It takes two threads that meet; how soon they do hangs on the machine. */
    private static final Duration A_BAD_DAY = Duration.ofMinutes(2);

    private final String notAList = Canary.key("text");
    private final RedisServer server;

    FluxLosesItsErrorIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        server.execute("SET", notAList, "text");
    }

    /** Returns how the subscriptions ended; those are left out that never did. */
    private List<Throwable> failures(RedisListReactiveCommands<String, String> redis) {
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            Greedy greedy = new Greedy();
            redis.lrange(notAList, 0, -1).subscribe(greedy);
            greedy.askUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
            if (greedy.failure.isDone()) {
                failures.add(greedy.failure.join());
            }
            if (failures.size() <= i) {
                break;
            }
        }
        return failures;
    }

    @Nested
    class StockLettuce {
        @Test
        void leavesItWaitingForEver() {
            try (Stock stock = Stock.lettuce(server.uri())) {
                await().pollInterval(Duration.ZERO)
                        .atMost(A_BAD_DAY)
                        .until(() -> failures(stock.connection().reactive()).size() < TRIES);
            }
        }
    }

    @Nested
    class Guarded {
        @Test
        void tellsItEachTime() {
            try (RedisGuard guard = RedisGuard.connect(server.uri())) {
                assertThat(failures(guard.commands().reactive())).hasSize(TRIES);
            }
        }
    }

    @Nested
    class GuardedCluster {
        @Test
        void tellsItEachTime(ClusterRedis cluster) {
            cluster.primaryOf(notAList).execute("SET", notAList, "text");
            try (RedisGuard guard = RedisGuard.builder()
                    .cluster(cluster.seeds().toArray(String[]::new))
                    .build()) {
                assertThat(failures(guard.commands().cluster().reactive())).hasSize(TRIES);
            }
        }
    }

    /** Never has enough. */
    private static final class Greedy extends BaseSubscriber<String> {
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            failure.complete(thrown);
        }

        void askUntil(long end) {
            while (!failure.isDone() && System.nanoTime() - end < 0) {
                request(1);
            }
        }
    }
}
