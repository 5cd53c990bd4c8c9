package io.redisguard.recovery;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.sidebyside.Stock;
import java.time.Duration;

/**
 * One of those that are compared, connected.
 *
 * @param redis its commands
 * @param end closes its connection
 */
record Contender(RedisCommands<String, String> redis, Runnable end) implements AutoCloseable {
    /** Ways to use Lettuce. */
    enum Kind {
        GUARDED("redis-guard") {
            @Override
            Contender connect(String uri) {
                RedisGuard guard = RedisGuard.connect(uri);
                return new Contender(guard.commands().sync(), guard::close);
            }
        },
        STOCK("stock Lettuce") {
            @Override
            Contender connect(String uri) {
                Stock stock = Stock.lettuce(uri);
                return new Contender(stock.connection().sync(), stock::close);
            }
        },
        TUNED("Lettuce, 1 s timeout, rejecting while disconnected") {
            @Override
            Contender connect(String uri) {
                Stock stock = Stock.lettuce(
                        uri,
                        ClientOptions.builder()
                                .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(1)))
                                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                                .build());
                return new Contender(stock.connection().sync(), stock::close);
            }
        };

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        abstract Contender connect(String uri);

        @Override
        public String toString() {
            return title;
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
