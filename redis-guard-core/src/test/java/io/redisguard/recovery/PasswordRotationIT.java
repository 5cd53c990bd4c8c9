package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.connection.RotatingCredentials;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passwords change while callers call: none of their calls fails. */
@ExtendWith(RedisExtension.class)
class PasswordRotationIT {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordRotationIT.class);
    private static final Duration BETWEEN_ROTATIONS = Duration.ofMillis(250);
    private static final int ROTATIONS = 8;
    private static final int CALLERS = 4;

    private final List<String> keys =
            Stream.generate(() -> Canary.key("rotation")).limit(CALLERS).toList();
    private final String user = "app-" + UUID.randomUUID();
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final RedisServer server;

    PasswordRotationIT(RedisServer server) {
        this.server = server;
    }

    @Test
    void noCallFails() throws InterruptedException {
        String password = Canary.password();
        server.execute("ACL", "SETUSER", user, "reset", "on", ">" + password, "~*", "+@all");
        RotatingCredentials credentials = RotatingCredentials.of(user, password.toCharArray());
        try (RedisGuard guard = RedisGuard.builder()
                        .uri(server.uri())
                        .security(SecurityOptions.builder()
                                .credentials(credentials)
                                .build())
                        // connections are ended too, and a busy machine takes its time to make them anew
                        .link(LinkOptions.builder()
                                .reconnectGrace(Duration.ofSeconds(2))
                                .build())
                        .deadlines(DeadlineOptions.builder()
                                .total(Duration.ofSeconds(5))
                                .build())
                        .onEvent(events::add)
                        .build();
                Callers callers = Callers.start(CALLERS, (caller, turn) -> {
                    String value = Integer.toString(turn);
                    guard.commands().sync().set(keys.get(caller), value);
                    if (!value.equals(guard.commands().sync().get(keys.get(caller)))) {
                        throw new IllegalStateException("another value came back");
                    }
                })) {
            for (int i = 0; i < ROTATIONS; i++) {
                callers.workFor(BETWEEN_ROTATIONS);
                String next = Canary.password();
                server.execute("ACL", "SETUSER", user, ">" + next);
                credentials.rotate(user, next.toCharArray());
                server.execute("ACL", "SETUSER", user, "<" + password);
                password = next;
                if (i % 2 == 1) {
                    server.execute("CLIENT", "KILL", "USER", user);
                }
            }
            callers.workFor(BETWEEN_ROTATIONS);
            Calls calls = callers.stop();

            LOG.info("{} calls in {} rotations", calls.count(), ROTATIONS);
            assertThat(calls.failed()).as(calls.toString()).isZero();
            assertThat(calls.count()).isGreaterThan(1_000);
            await().atMost(Duration.ofSeconds(5)).until(() -> linksMade() > ROTATIONS / 2);
            assertThat(events).noneMatch(GuardEvent.ReauthenticationFailed.class::isInstance);
        }
    }

    private long linksMade() {
        return events.stream().filter(GuardEvent.LinkUp.class::isInstance).count();
    }
}
