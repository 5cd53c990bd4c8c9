package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.TransactionResult;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;

class SmokeIT {
    @Test
    void works() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisGuard guard = RedisGuard.connect(server.uri())) {
            var redis = guard.commands().sync();
            assertThat(redis.set("k", "v")).isEqualTo("OK");
            assertThat(redis.get("k")).isEqualTo("v");
            assertThat(guard.commands().async().incr("n").get()).isEqualTo(1);
            assertThat(guard.commands().reactive().incr("n").block()).isEqualTo(2);
            redis.rpush("l", "a", "b", "c");
            assertThat(guard.commands()
                            .reactive()
                            .lrange("l", 0, -1)
                            .collectList()
                            .block())
                    .containsExactly("a", "b", "c");
            assertThatThrownBy(redis::multi)
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageContaining("exclusive");
            assertThatThrownBy(() -> redis.get("")).isInstanceOf(EncodeFailedException.class);
            TransactionResult result = guard.exclusive(connection -> {
                var c = connection.sync();
                c.watch("k");
                c.multi();
                assertThat(c.set("k", "w")).isNull();
                var f = connection.async().get("k");
                var r = c.exec();
                assertThat(f.get()).isEqualTo("w");
                return r;
            });
            assertThat((String) result.get(1)).isEqualTo("w");
            server.pause();
            long t = System.nanoTime();
            assertThatThrownBy(() -> redis.get("k"))
                    .isInstanceOf(DeadlineExceededException.class)
                    .satisfies(e -> assertThat(GuardFailure.isOutcomeUnknown(e)).isTrue());
            System.out.println("sync late " + (System.nanoTime() - t) / 1e6);
            t = System.nanoTime();
            assertThatThrownBy(() -> guard.commands().async().get("k").get())
                    .hasCauseInstanceOf(DeadlineExceededException.class);
            System.out.println("async late " + (System.nanoTime() - t) / 1e6);
            server.resume();
            assertThat(redis.get("k")).isEqualTo("w");
        }
    }
}
