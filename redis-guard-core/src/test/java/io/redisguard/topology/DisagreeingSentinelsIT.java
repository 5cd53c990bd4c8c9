package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Three Sentinels, some of which know nothing, are out of date, or are not there; and two servers, both primaries. */
class DisagreeingSentinelsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int STARTS = 10;

    private static final Duration LONGER_THAN_A_ROUND = Duration.ofMillis(1_500);

    /** Longer than a server may take for an answer about itself. */
    private static final Duration MOMENT = Duration.ofMillis(700);

    private final String key = Canary.key("sentinel");
    private final List<ScriptedServer> sentinels =
            Stream.generate(ScriptedServer::start).limit(3).toList();
    private RedisServer primary;
    private RedisServer other;

    @BeforeEach
    void given() {
        primary = RedisServer.start();
        other = RedisServer.start();
        sentinels.forEach(sentinel -> names(sentinel, primary));
    }

    @AfterEach
    void close() {
        sentinels.forEach(ScriptedServer::close);
        primary.close();
        other.close();
    }

    private static void names(ScriptedServer sentinel, RedisServer server) {
        names(sentinel, server.host(), server.port());
    }

    private static void names(ScriptedServer sentinel, String host, int port) {
        String address = "*2\r\n$%d\r\n%s\r\n$%d\r\n%d\r\n"
                .formatted(host.length(), host, Integer.toString(port).length(), port);
        sentinel.on("SENTINEL", arguments -> bytes(asksForPrimary(arguments) ? address : "*0\r\n"));
    }

    private static void knowsNothing(ScriptedServer sentinel) {
        sentinel.on("SENTINEL", arguments -> bytes(asksForPrimary(arguments) ? "*-1\r\n" : "-ERR No such master\r\n"));
    }

    private static boolean asksForPrimary(List<String> arguments) {
        return arguments.toString().contains("GET-MASTER-ADDR-BY-NAME");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private RedisGuard.Builder guard() {
        return RedisGuard.builder()
                .sentinel(
                        "main",
                        sentinels.stream()
                                .map(sentinel -> sentinel.host() + ":" + sentinel.port())
                                .toArray(String[]::new));
    }

    private boolean isWrittenTo(RedisServer server, RedisGuard guard) {
        guard.commands().sync().set(key, "1");
        return Long.valueOf(1).equals(server.execute("DEL", key));
    }

    @Nested
    class AtTheStart {
        private void startsRight() {
            for (int i = 0; i < STARTS; i++) {
                try (RedisGuard guard = guard().build()) {
                    assertThat(isWrittenTo(primary, guard)).isTrue();
                }
            }
        }

        @Test
        void oneThatKnowsNothingDoesNoHarm() {
            knowsNothing(sentinels.get(0));

            startsRight();
        }

        @Test
        void oneThatNamesADeadServerDoesNoHarm() {
            names(sentinels.get(1), "127.0.0.1", 1);

            startsRight();
        }

        @Test
        void oneThatNamesAnotherPrimaryIsNotBelieved() {
            names(sentinels.get(2), other);

            startsRight();
        }

        @Test
        void theOnlyOneThatIsThereIsBelieved() {
            sentinels.get(0).close();
            sentinels.get(1).close();

            startsRight();
        }

        @Test
        void whenThePasswordOfTheServersIsWrongTheErrorSaysSo() {
            primary.execute("ACL", "SETUSER", "default", "resetpass", ">" + Canary.password());

            assertThatThrownBy(() -> guard().build())
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("password");
        }
    }

    /** As when a container closes what a guard depends on before the guard. */
    @Test
    void aGuardWhoseThreadsHaveEndedAsksNobodyAndLogsNothing() {
        ClientResources resources = ClientResources.create();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger timer = (Logger) LoggerFactory.getLogger(HashedWheelTimer.class);
        log.start();
        timer.addAppender(log);
        try (RedisGuard guard = guard().clientResources(resources).build()) {
            assertThat(isWrittenTo(primary, guard)).isTrue();
            assertThat(resources.shutdown(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(SOON.toMillis()))
                    .isTrue();

            assertThat(guard.commands().async().get(key).toCompletableFuture()).failsWithin(SOON);

            await().during(LONGER_THAN_A_ROUND).atMost(SOON).until(() -> log.list.isEmpty());
        } finally {
            timer.detachAppender(log);
        }
    }

    @Nested
    class LaterOn {
        private RedisGuard guard;

        @BeforeEach
        void givenAGuard() {
            guard = guard().connection(
                            ConnectionOptions.builder().connectTimeout(SOON).build())
                    .build();
            assertThat(isWrittenTo(primary, guard)).isTrue();
        }

        @AfterEach
        void close() {
            guard.close();
        }

        /** Waits until the Sentinel has been asked again; the layout may follow its word then. */
        private void awaitQuestions(ScriptedServer sentinel) {
            int before = sentinel.received().size();
            await().atMost(SOON).until(() -> sentinel.received().size() >= before + 4);
        }

        @Test
        void aMinorityIsNotBelievedWhileThePrimaryStands() {
            names(sentinels.get(0), other);
            sentinels.get(1).close();
            sentinels.get(2).close();
            awaitQuestions(sentinels.get(0));

            assertThat(isWrittenTo(primary, guard)).isTrue();
        }

        /** Pauses the primary until the Sentinel has been asked, and the primary, too, without an answer. */
        private void pausePrimary(ScriptedServer sentinel) {
            primary.pause();
            int before = sentinel.received().size();
            await().atMost(SOON).until(() -> sentinel.received().size() > before);
            await().pollDelay(MOMENT).atMost(SOON).until(() -> true);
            primary.resume();
        }

        @Test
        void aMinorityIsNotBelievedBecauseThePrimaryPauses() {
            names(sentinels.get(0), other);
            sentinels.get(1).close();
            sentinels.get(2).close();
            awaitQuestions(sentinels.get(0));

            pausePrimary(sentinels.get(0));

            assertThat(isWrittenTo(primary, guard)).isTrue();
        }

        @Test
        void aMinorityIsNotBelievedBecauseTheLinkIsLost() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(primary)) {
                sentinels.forEach(sentinel -> names(sentinel, proxy.host(), proxy.port()));
                await().atMost(SOON).ignoreExceptions().until(() -> proxy.accepted() > 0);
                names(sentinels.get(0), other);
                sentinels.get(1).close();
                sentinels.get(2).close();
                awaitQuestions(sentinels.get(0));

                proxy.refuse();
                proxy.reset();
                await().pollDelay(MOMENT).atMost(SOON).until(() -> true);
                proxy.heal();

                await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(primary, guard));
                assertThat(isWrittenTo(primary, guard)).isTrue();
            }
        }

        @Test
        void aMinorityIsNeverBelievedAgainstTheOthers() {
            names(sentinels.get(0), other);
            awaitQuestions(sentinels.get(1));

            pausePrimary(sentinels.get(1));

            assertThat(isWrittenTo(primary, guard)).isTrue();
        }

        @Test
        void aMinorityIsBelievedWhenThePrimaryIsGone() {
            sentinels.get(1).close();
            sentinels.get(2).close();
            primary.kill();
            names(sentinels.get(0), other);

            await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(other, guard));
        }

        @Test
        void mostOfThemAreBelievedThoughThePrimaryBeforeStands() {
            names(sentinels.get(0), other);
            names(sentinels.get(1), other);

            await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(other, guard));
        }
    }
}
