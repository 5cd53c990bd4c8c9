package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.CapturedLog;
import io.redisguard.RedisGuard;
import io.redisguard.error.GuardFailure;
import io.redisguard.sidebyside.Flood;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Very many calls are made while the server is gone (SIGKILL). */
@ExtendWith(RedisExtension.class)
class ServerGoneIT {
    private static final int CALLS = 50_000;
    private static final int MOST_WAITING = 1_000;
    private static final int MEBIBYTE = 1 << 20;
    private static final int MOST_LINES = 20;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final RedisServer server;
    private RedisGuard guard;
    private RedisAsyncCommands<String, String> redis;

    ServerGoneIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void givenAServerThatHasJustGone() {
        guard = RedisGuard.connect(server.uri());
        redis = guard.commands().async();
        server.kill();
        await().until(() -> !guard.commands().connection().isOpen());
    }

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void fewCallsWaitForItsReturnAndAllOthersFailAtOnce() throws InterruptedException {
        Flood flood = Flood.of("guarded, just gone", CALLS, () -> redis.get("key"));

        assertThat(flood.mostOpen()).isLessThanOrEqualTo(MOST_WAITING);
        assertThat(flood.allEndWithin(SOON)).isTrue();
        assertThat(flood.longest()).isLessThan(SOON);
        assertThat(flood.failures()).isEqualTo(CALLS);
        assertThat(flood.unknown()).isZero();
    }

    @Test
    void laterAllFailAtOnceAndNothingIsKeptOfThem() throws InterruptedException {
        await().until(this::callsFailAtOnce);
        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            Flood.of("guarded, gone, to warm up", CALLS, () -> redis.get("key"));
            Flood flood = Flood.of("guarded, gone", CALLS, () -> redis.get("key"));
            System.out.println("guarded, gone, for " + 2 * CALLS + " calls: " + log.size() + " lines were logged");

            assertThat(flood.held()).isLessThan(MEBIBYTE);
            assertThat(flood.allEndWithin(SOON)).isTrue();
            assertThat(flood.longest()).isLessThan(SOON);
            assertThat(flood.failures()).isEqualTo(CALLS);
            assertThat(flood.unknown()).isZero();
            assertThat(log.size()).isLessThanOrEqualTo(MOST_LINES);
        }
    }

    private boolean callsFailAtOnce() {
        CompletableFuture<String> call = redis.get("key").toCompletableFuture();
        boolean atOnce = call.isCompletedExceptionally();
        if (!atOnce) {
            await().until(call::isDone);
        }
        return atOnce
                && GuardFailure.find(call.handle((value, failure) -> failure).join()) != null;
    }
}
