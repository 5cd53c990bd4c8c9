package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Three Sentinels, some of which know nothing, are out of date, or are not there; and two servers, both primaries. */
class DisagreeingSentinelsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int STARTS = 10;

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
