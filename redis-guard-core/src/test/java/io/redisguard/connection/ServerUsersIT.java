package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.redisguard.RedisGuard;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.SentinelRedis;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user that may do little can do that, and is told what it may not. */
class ServerUsersIT {
    @RegisterExtension
    static final RedisExtension REDIS =
            RedisExtension.with(RedisServer.builder().user("reader", "pw", "resetkeys ~app:* -@all +get"));

    private final String key = "app:" + UUID.randomUUID();
    private final RedisServer server;

    ServerUsersIT(RedisServer server) {
        this.server = server;
        server.execute("SET", key, "value");
    }

    private static String as(String user, String address) {
        return address.replace("://", "://" + user + "@");
    }

    @Test
    void itNeedsNoRightsToConnect() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(as("reader:pw", proxy.uri()))) {
            assertThat(guard.commands().sync().get(key)).isEqualTo("value");
            proxy.reset();

            await().atMost(Duration.ofSeconds(5))
                    .ignoreExceptions()
                    .until(() -> "value".equals(guard.commands().sync().get(key)));
            assertThat(guard.<String, RuntimeException>exclusive(c -> c.sync().get(key)))
                    .isEqualTo("value");
        }
    }

    @Test
    void whatItMayNotDoTheServerSaysToTheCaller() {
        try (RedisGuard guard = RedisGuard.connect(as("reader:pw", server.uri()))) {
            assertThatExceptionOfType(RedisCommandExecutionException.class)
                    .isThrownBy(() -> guard.commands().sync().set(key, "other"))
                    .withMessageStartingWith("NOPERM");
            assertThatExceptionOfType(RedisCommandExecutionException.class)
                    .isThrownBy(() -> guard.commands().sync().get("other"))
                    .withMessageStartingWith("NOPERM");

            assertThat(guard.commands().sync().get(key)).isEqualTo("value");
        }
    }

    @Test
    void aWrongPasswordIsSaidToBeOne() {
        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> RedisGuard.connect(as("reader:other", server.uri())))
                .withMessageContaining(
                        "The server does not know the user, or not this password. Correct the credentials.");
    }

    @Test
    void aMissingPasswordIsSaidToBeMissing() {
        try (RedisServer closed =
                RedisServer.builder().config("requirepass", "pw").start()) {
            assertThatExceptionOfType(ConnectFailedException.class)
                    .isThrownBy(() -> RedisGuard.connect(closed.uri()))
                    .withMessageContaining("The server demands a password.");
        }
    }

    @Test
    void aLoginOfTheOptionsIsForServersAndNotForSentinels() {
        RotatingCredentials credentials = RotatingCredentials.of("reader", "pw".toCharArray());
        try (SentinelRedis redis = SentinelRedis.builder()
                        .replicas(1)
                        .eachServer(each -> each.user("reader", "pw", "~* +info +acl|whoami"))
                        .start();
                RedisGuard guard = RedisGuard.builder()
                        .uri(redis.sentinelUri())
                        .security(SecurityOptions.builder()
                                .credentials(credentials)
                                .build())
                        .build()) {
            assertThat(guard.commands().sync().aclWhoami()).isEqualTo("reader");
        }
    }
}
