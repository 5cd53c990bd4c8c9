package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.RedisGuard;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server is killed (SIGKILL) and started again under eight callers of GET. */
@ExtendWith(RedisExtension.class)
class KilledServerIT {
    private static final Duration BEFORE = Duration.ofMillis(600);
    private static final Duration LENGTH = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(500);

    @Test
    void callersFailFastAndAreAnsweredSoonAfter(RedisServer server) throws InterruptedException {
        try (RedisGuard guard = RedisGuard.connect(server.uri())) {
            Recovery recovery = Recovery.of(server, guard.commands().sync(), Outage.KILL, BEFORE, LENGTH);
            System.out.println("guarded, killed for " + LENGTH + ": " + recovery);

            assertThat(recovery.calls().longest()).isLessThan(DEADLINE.plus(SLACK));
            assertThat(recovery.startedFrom(Duration.ofMillis(600))).isPositive();
            assertThat(recovery.p99From(Duration.ofMillis(600)))
                    .hasValueSatisfying(p99 -> assertThat(p99).isLessThan(Duration.ofMillis(100)));
            assertThat(recovery.firstAnswer())
                    .hasValueSatisfying(first -> assertThat(first).isLessThan(Duration.ofSeconds(2)));
            assertThat(recovery.formerRate()).isPresent();
        }
    }
}
