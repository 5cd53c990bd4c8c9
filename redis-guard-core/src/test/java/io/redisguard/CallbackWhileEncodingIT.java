package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A callback that runs because a command could not be encoded sends another one: everybody gets the right reply. */
@ExtendWith(RedisExtension.class)
class CallbackWhileEncodingIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final int CALLS = 20;

    private final String key = Canary.key("key");
    private final RedisGuard guard;

    CallbackWhileEncodingIT(RedisServer server) {
        this.guard = RedisGuard.connect(server.uri());
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void whatItSendsGetsItsOwnReply() {
        guard.commands().sync().set(key, "right");
        RedisAsyncCommands<String, String> redis =
                guard.commands(new PickyCodec()).within(LONG).async();
        List<CompletableFuture<String>> replies = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            replies.add(redis.set(key, PickyCodec.UNWRITABLE)
                    .exceptionallyCompose(failure -> redis.get(key))
                    .toCompletableFuture());
            replies.add(redis.echo("right").toCompletableFuture());
        }
        assertThat(CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                        .handle((all, failure) -> "ended"))
                .succeedsWithin(SOON);
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply).succeedsWithin(SOON).isEqualTo("right"));
    }
}
