package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The link turns into a black hole: a proxy's kernel acknowledges every byte, so that TCP sees nothing wrong. */
@ExtendWith(RedisExtension.class)
class BlackHoleIT {
    private static final int CALLERS = 8;
    private static final Duration BEFORE = Duration.ofMillis(300);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMillis(1_500);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @Test
    void theLinkIsGivenUpAndReplaced(RedisServer server) throws InterruptedException {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.builder()
                        .uri(proxy.uri())
                        .link(LinkOptions.builder().silenceLimit(SILENCE_LIMIT).build())
                        .build()) {
            RedisCommands<String, String> redis = guard.commands().sync();
            try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("key"))) {
                callers.workFor(BEFORE);
                long before = proxy.accepted();
                long lost = System.nanoTime();
                proxy.blackHole();
                boolean replaced = callers.workUntil(PATIENCE, () -> proxy.accepted() > before);
                long back = System.nanoTime();
                proxy.heal(); // the first link has been closed by its client, the second one works
                long answered = callers.answered();
                callers.workUntil(PATIENCE, () -> callers.answered() > answered + CALLERS);
                Calls calls = callers.stop();
                System.out.println("black hole: replaced after " + Duration.ofNanos(back - lost) + ", first answer "
                        + calls.firstAnswer(back) + " later; " + calls + "; longest " + calls.longest());

                assertThat(replaced).isTrue();
                assertThat(Duration.ofNanos(back - lost)).isLessThan(SILENCE_LIMIT.plus(SLACK));
                assertThat(calls.longest()).isLessThan(DEADLINE.plus(SLACK));
                assertThat(calls.firstAnswer(back))
                        .hasValueSatisfying(first -> assertThat(first).isLessThan(Duration.ofSeconds(2)));
            }
        }
    }
}
