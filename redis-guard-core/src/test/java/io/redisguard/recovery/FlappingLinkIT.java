package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The link is reset again and again, faster than calls can be repeated. */
@ExtendWith(RedisExtension.class)
class FlappingLinkIT {
    private static final int CALLERS = 8;
    private static final int RESETS = 60;
    private static final Duration BETWEEN = Duration.ofMillis(30);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(500);

    @Test
    void callsEndInTimeAndAreAnsweredOnceItStops(RedisServer server) throws InterruptedException {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(proxy.uri())) {
            RedisCommands<String, String> redis = guard.commands().sync();
            try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("key"))) {
                for (int reset = 0; reset < RESETS; reset++) {
                    callers.workFor(BETWEEN);
                    proxy.reset();
                }
                long back = System.nanoTime();
                long answered = callers.answered();
                callers.workUntil(DEADLINE.multipliedBy(3), () -> callers.answered() > answered + CALLERS);
                Calls calls = callers.stop();
                System.out.println("a flapping link: " + calls + "; longest " + calls.longest() + "; first answer "
                        + calls.firstAnswer(back) + " after the last reset");

                assertThat(calls.longest()).isLessThan(DEADLINE.plus(SLACK));
                assertThat(calls.firstAnswer(back))
                        .hasValueSatisfying(first -> assertThat(first).isLessThan(Duration.ofSeconds(2)));
            }
        }
    }
}
