package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.sidebyside.Stock;
import io.redisguard.test.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The kernel drops every packet to the server, so that nothing is acknowledged any more. It changes the firewall of the
 * network that it runs in; {@code checks/kernel-drop} gives it one of its own, and the build does not run it.
 */
class KernelDrop {
    private static final int CALLERS = 8;
    private static final Duration BEFORE = Duration.ofMillis(500);
    private static final Duration KERNEL_LIMIT = Duration.ofSeconds(3);
    private static final Duration SILENCE_LIMIT = LinkOptions.builder().build().silenceLimit();
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SLACK = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofSeconds(3);

    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Stock Lettuce sets no TCP_USER_TIMEOUT, and keepalive does not run while data is unacknowledged. */
    @Test
    void stockLettuceKeepsTheLink() throws Exception {
        try (Stock stock = Stock.lettuce(server.uri())) {
            Optional<Duration> abandoned = abandonedAfter("stock Lettuce", stock.connection());

            assertThat(abandoned).isEmpty();
        }
    }

    @Test
    void theGuardGivesTheLinkUp() throws Exception {
        try (RedisGuard guard = RedisGuard.connect(server.uri())) {
            Optional<Duration> abandoned =
                    abandonedAfter("redis-guard", guard.commands().connection());

            assertThat(abandoned).hasValueSatisfying(after -> assertThat(after).isLessThan(SILENCE_LIMIT.plus(SLACK)));
        }
    }

    @Test
    void theKernelGivesTheLinkUpWhenTheGuardDoesNot() throws Exception {
        ConnectionOptions options =
                ConnectionOptions.builder().tcpUserTimeout(KERNEL_LIMIT).build();
        try (RedisGuard guard = RedisGuard.builder()
                .uri(server.uri())
                .connection(options)
                .link(LinkOptions.builder().silenceLimit(NEVER).build())
                .build()) {
            Optional<Duration> abandoned = abandonedAfter(
                    "redis-guard, TCP_USER_TIMEOUT of " + KERNEL_LIMIT,
                    guard.commands().connection());

            assertThat(abandoned)
                    .hasValueSatisfying(
                            after -> assertThat(after).isBetween(KERNEL_LIMIT.minus(SLACK), KERNEL_LIMIT.plus(SLACK)));
        }
    }

    private Optional<Duration> abandonedAfter(String subject, StatefulRedisConnection<String, String> connection)
            throws Exception {
        try (Callers callers =
                Callers.start(CALLERS, (caller, turn) -> connection.sync().get("key"))) {
            callers.workFor(BEFORE);
            firewall("-A");
            long lost = System.nanoTime();
            boolean abandoned;
            long end;
            try {
                abandoned = callers.workUntil(PATIENCE, () -> !connection.isOpen());
                end = System.nanoTime();
            } finally {
                firewall("-D");
            }
            long back = System.nanoTime();
            long answered = callers.answered();
            boolean answers = callers.workUntil(PATIENCE, () -> callers.answered() > answered + CALLERS);
            Calls calls = callers.stop();
            System.out.printf(
                    "%s: link %s after %d ms; first answer %s after packets pass again; longest call %d ms; %s%n",
                    subject,
                    abandoned ? "given up" : "still kept",
                    Duration.ofNanos(end - lost).toMillis(),
                    Recovery.millis(calls.firstAnswer(back)),
                    calls.longest().toMillis(),
                    calls);
            assertThat(answers || !abandoned).isTrue();
            return abandoned ? Optional.of(Duration.ofNanos(end - lost)) : Optional.empty();
        }
    }

    private void firewall(String change) throws IOException, InterruptedException {
        Process iptables = new ProcessBuilder(
                        "iptables",
                        change,
                        "INPUT",
                        "-p",
                        "tcp",
                        "--dport",
                        String.valueOf(server.port()),
                        "-j",
                        "DROP")
                .inheritIO()
                .start();
        assertThat(iptables.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(iptables.exitValue()).isZero();
    }
}
