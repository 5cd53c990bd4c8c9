package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.GuardedCommands;
import io.redisguard.RedisGuard;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server is stopped (SIGSTOP) and revived (SIGCONT) under eight callers of GET. */
@ExtendWith(RedisExtension.class)
class StalledServerIT {
    private static final Duration BEFORE = Duration.ofMillis(600);
    private static final Duration LENGTH = Duration.ofMillis(2_500);
    private static final Duration OPEN = Duration.ofMillis(1_200);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(500);

    @Test
    void callersFailFastAndAreAnsweredSoonAfter(RedisServer server) throws InterruptedException {
        try (RedisGuard guard = RedisGuard.connect(server.uri())) {
            outage(server, guard.commands());
        }
    }

    @Test
    void soDoCallersWithDeadlinesOfTheirOwn(RedisServer server) throws InterruptedException {
        try (RedisGuard guard = RedisGuard.connect(server.uri())) {
            outage(server, guard.commands().within(Duration.ofMillis(300)));
        }
    }

    private static void outage(RedisServer server, GuardedCommands<String, String> commands)
            throws InterruptedException {
        Recovery recovery = Recovery.of(server, commands.sync(), Outage.STALL, BEFORE, LENGTH);
        System.out.println("guarded, stalled for " + LENGTH + ": " + recovery);

        assertThat(recovery.calls().longest()).isLessThan(DEADLINE.plus(SLACK));
        assertThat(recovery.startedFrom(OPEN)).isPositive();
        assertThat(recovery.p99From(OPEN))
                .hasValueSatisfying(p99 -> assertThat(p99).isLessThan(Duration.ofMillis(100)));
        assertThat(recovery.firstAnswer())
                .hasValueSatisfying(first -> assertThat(first).isLessThan(Duration.ofSeconds(2)));
        assertThat(recovery.formerRate()).isPresent();
    }
}
