package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.CapturedLog;
import io.redisguard.RedisGuard;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server answers every call, but always too late: each late reply is a sign of life, and no call succeeds. */
@ExtendWith(RedisExtension.class)
class TooSlowServerIT {
    private static final int CALLERS = 8;
    private static final int MOST_LINES = 3;
    private static final int MOST_SLOW_CALLS = 10;
    private static final Duration DELAY = Duration.ofMillis(700);
    private static final Duration RUN = Duration.ofSeconds(4);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(500);

    @Test
    void callsEndInTimeAndTheLogStaysShort(RedisServer server) throws InterruptedException {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(proxy.uri());
                CapturedLog log = CapturedLog.from(Level.INFO)) {
            RedisCommands<String, String> redis = guard.commands().sync();
            proxy.delayReplies(DELAY);
            Calls calls;
            try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("key"))) {
                callers.workFor(RUN);
                calls = callers.stop();
            }
            System.out.println("too slow: " + calls + "; longest " + calls.longest() + "; " + log.size() + " lines");

            assertThat(calls.longest()).isLessThan(DEADLINE.plus(SLACK));
            assertThat(proxy.accepted()).isEqualTo(1);
            assertThat(log.size()).isLessThanOrEqualTo(MOST_LINES + MOST_SLOW_CALLS);

            proxy.heal();
            await().ignoreExceptions().until(() -> redis.ping().equals("PONG"));
        }
    }
}
