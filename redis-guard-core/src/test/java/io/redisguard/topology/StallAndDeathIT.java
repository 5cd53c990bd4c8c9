package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.redisguard.error.GuardFailure;
import io.redisguard.recovery.Callers;
import io.redisguard.recovery.Calls;
import io.redisguard.recovery.Diary.Ending;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The primary is stopped (SIGSTOP) or killed under callers. */
@OnEveryShape
class StallAndDeathIT extends TopologyContract {
    private static final int CALLERS = 4;

    StallAndDeathIT(Servers servers) {
        super(servers);
    }

    /** What happens to it. */
    enum End {
        STALL(RedisServer::pause),
        DEATH(RedisServer::kill);

        @SuppressWarnings("ImmutableEnumChecker") // methods without state
        private final Consumer<RedisServer> begin;

        End(Consumer<RedisServer> begin) {
            this.begin = begin;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noCallOutlivesItsDeadlineAndAllIsWellAfterwards(End end) throws InterruptedException {
        RedisServer primary = servers.primaryOf(key);
        guard.commands().sync().set(key, "0");
        Calls calls;
        try (Callers callers = Callers.start(CALLERS, this::call)) {
            callers.workFor(Duration.ofMillis(200));
            end.begin.accept(primary);
            callers.workFor(Duration.ofMillis(1_500));
            servers.restore();
            long before = callers.answered();
            boolean answered = callers.workUntil(SOON, () -> callers.answered() > before + 100);
            calls = callers.stop();

            assertThat(answered).isTrue();
        }
        System.out.println(servers.shape() + ", " + end + ": " + calls + "; longest " + calls.longest());

        assertThat(calls.longest()).isLessThan(DEADLINE.plus(SLACK));
        assertThat(calls.failed()).isPositive();
        assertThat(calls.count(Ending.UNEXPLAINED)).isZero();
        assertThat(catchThrowable(() -> await().atMost(SOON)
                        .ignoreExceptionsMatching(failure -> failure instanceof GuardFailure)
                        .until(() -> guard.commands().sync().incr(key) > 0)))
                .isNull();
    }

    private void call(int caller, int turn) {
        if (caller % 2 == 0) {
            guard.commands().sync().get(key);
        } else {
            guard.commands().sync().incr(key);
        }
    }
}
