package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.GuardFailure;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the guard asks the servers for itself goes over the links of the callers. */
@ExtendWith(RedisExtension.class)
class OwnQuestionsIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Longer than the pause between two questions to the primary that Sentinels name. */
    private static final Duration A_ROUND = Duration.ofMillis(1_500);

    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void oneThatGetsNoAnswerDoesNotHideASilentLink(RedisServer primary) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(primary);
                ScriptedSentinel sentinel = new ScriptedSentinel(proxy.host(), proxy.port());
                RedisGuard guard = RedisGuard.builder()
                        .sentinel("main", sentinel.hostAndPort())
                        .deadlines(DeadlineOptions.builder()
                                .total(SHORT)
                                .attempt(SHORT)
                                .build())
                        .link(LinkOptions.builder()
                                .silence(SHORT)
                                .silenceLimit(SHORT.multipliedBy(2))
                                .build())
                        .onEvent(events::add)
                        .build()) {
            proxy.blackHole();
            await().pollDelay(A_ROUND).atMost(SOON).until(() -> true); // the next reply is due to the guard now

            await().atMost(SOON).until(() -> {
                assertThatThrownBy(() -> guard.commands().sync().get(Canary.key("silent")))
                        .isInstanceOf(GuardFailure.class);
                return events.stream().anyMatch(GuardEvent.LinkReplaced.class::isInstance);
            });
            proxy.heal();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(guard.commands().sync().ping()).isEqualTo("PONG"));
        }
    }
}
