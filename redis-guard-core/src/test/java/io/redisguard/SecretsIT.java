package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.redisguard.command.GuardEvent;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.RotatingCredentials;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import io.redisguard.test.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Users, passwords and keys reach the server and nobody else, over TLS too: whatever fails, they are in no log (of any
 * logger, at DEBUG), meter, observation, event, exception or text of an object.
 */
class SecretsIT {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final TestCertificates CERTIFICATES = TestCertificates.shared();
    private static final RedisServer SERVER =
            RedisServer.builder().mutualTls(CERTIFICATES).start();

    private final String user = Canary.user();
    private final String password = Canary.password();
    private final Witness witness = new Witness();

    @TempDir
    Path folder;

    @BeforeAll
    static void given() {
        assertThat(SERVER.uri()).startsWith("rediss://");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void close() {
        witness.close();
    }

    private void allow(String secret) {
        SERVER.execute("ACL", "SETUSER", user, "reset", "on", ">" + secret, "~*", "+@all");
    }

    private String uri(String secret, FaultProxy proxy) {
        return "rediss://" + user + ":" + secret + "@" + proxy.host() + ":" + proxy.port();
    }

    private static SecurityOptions.Builder security() {
        TestCertificates.Identity client = CERTIFICATES.client();
        return SecurityOptions.builder()
                .trustedCertificates(CERTIFICATES.authority())
                .clientCertificate(client.certificate(), client.key());
    }

    private RedisGuard.Builder builder(SecurityOptions.Builder security) {
        return witness.watch(RedisGuard.builder())
                .security(security.build())
                .connection(
                        ConnectionOptions.builder().drainTimeout(Duration.ZERO).build());
    }

    static Stream<SecurityOptions.Builder> waysToFail() {
        TestCertificates.Identity foreigner = TestCertificates.create().client();
        return Stream.of(
                SecurityOptions.builder(),
                SecurityOptions.builder().trustAnyServer(),
                SecurityOptions.builder()
                        .trustedCertificates(TestCertificates.create().authority()),
                security().clientCertificate(foreigner.certificate(), foreigner.key()));
    }

    @ParameterizedTest
    @MethodSource("waysToFail")
    void noHandshakeThatFailsTells(SecurityOptions.Builder security) {
        allow(password);
        try (FaultProxy proxy = FaultProxy.inFrontOf(SERVER);
                RedisGuard guard = builder(security()).uri(uri(password, proxy)).build()) {
            assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
            Throwable failure = catchThrowable(
                    () -> builder(security).uri(uri(password, proxy)).build());
            assertThat(failure).isInstanceOf(ConnectFailedException.class);
            Witness.assertThatItTellsNothing(failure);

            try (RedisGuard lazy = builder(security)
                    .uri(uri(password, proxy))
                    .connection(
                            ConnectionOptions.builder().startUp(StartUp.LAZY).build())
                    .build()) {
                Witness.assertThatItTellsNothing(
                        catchThrowable(() -> lazy.commands().sync().ping()));
            }
            witness.assertThatNobodyTold(guard);
        }
    }

    @Test
    void noLoginTells() {
        allow(password);
        try (FaultProxy proxy = FaultProxy.inFrontOf(SERVER)) {
            Throwable failure = catchThrowable(
                    () -> builder(security()).uri(uri(Canary.password(), proxy)).build());
            assertThat(failure).isInstanceOf(ConnectFailedException.class);
            Witness.assertThatItTellsNothing(failure);

            try (RedisGuard guard =
                    builder(security()).uri(uri(password, proxy)).build()) {
                assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
                allow(Canary.password());
                proxy.reset();
                await().atMost(LIMIT).until(() -> proxy.accepted() > 4);

                Witness.assertThatItTellsNothing(
                        catchThrowable(() -> guard.commands().sync().ping()));
                witness.assertThatNobodyTold(guard);
            }
        }
    }

    @Test
    void noRotationTells() {
        allow(password);
        RotatingCredentials credentials = RotatingCredentials.of(user, password.toCharArray());
        try (FaultProxy proxy = FaultProxy.inFrontOf(SERVER);
                RedisGuard guard = builder(security().credentials(credentials))
                        .uri(proxy.uri())
                        .build()) {
            credentials.rotate(user, Canary.password().toCharArray());
            await().atMost(LIMIT)
                    .until(() ->
                            witness.events().stream().anyMatch(GuardEvent.ReauthenticationFailed.class::isInstance));
            assertThat(guard.commands().sync().ping()).isEqualTo("PONG");

            String next = Canary.password();
            allow(next);
            credentials.rotate(user, next.toCharArray());
            proxy.reset();
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> guard.commands().sync().ping().equals("PONG"));

            assertThat(Canary.isIn(credentials.toString())).isFalse();
            witness.assertThatNobodyTold(guard);
        }
    }

    @Test
    void noFileTells() throws IOException {
        Path odd = Files.writeString(
                folder.resolve("odd.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + Canary.value() + "\n-----END PRIVATE KEY-----\n");

        Witness.assertThatItTellsNothing(catchThrowable(() -> SecurityOptions.builder()
                .trustedCertificates(odd)
                .clientCertificate(odd, odd)
                .build()));
    }

    @Test
    void noFileThatHasBecomeBadTells() throws IOException {
        allow(password);
        Path key = Files.copy(CERTIFICATES.client().key(), folder.resolve("key.pem"));
        SecurityOptions.Builder security =
                security().clientCertificate(CERTIFICATES.client().certificate(), key);
        try (FaultProxy proxy = FaultProxy.inFrontOf(SERVER);
                RedisGuard guard = builder(security).uri(uri(password, proxy)).build()) {
            Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n" + Canary.value() + "\n-----END PRIVATE KEY-----\n");
            proxy.reset();
            await().atMost(LIMIT)
                    .until(() -> catchThrowable(() -> guard.commands().sync().ping()) != null);

            Witness.assertThatItTellsNothing(
                    catchThrowable(() -> guard.commands().sync().ping()));
            Files.copy(CERTIFICATES.client().key(), key, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> guard.commands().sync().ping().equals("PONG"));
            witness.assertThatNobodyTold(guard);
        }
    }

    @Test
    void noContradictionTells() {
        List<RedisGuard.Builder> builders = List.of(
                builder(security()).uri("redis://" + user + ":" + password + "@localhost"),
                builder(security().credentials(RotatingCredentials.of(user, password.toCharArray())))
                        .uri("rediss://" + user + ":" + password + "@localhost"));

        assertThat(builders).allSatisfy(contradictory -> {
            Throwable failure = catchThrowable(contradictory::build);
            assertThat(failure).isInstanceOf(IllegalArgumentException.class);
            Witness.assertThatItTellsNothing(failure);
        });
    }

    @Test
    void noSentinelThatIsDownTells() {
        try (FaultProxy nobody = FaultProxy.inFrontOf(SERVER).refuse()) {
            String uri = "rediss-sentinel://" + user + ":" + password + "@" + nobody.host() + ":" + nobody.port()
                    + ",localhost:1#mymaster";
            Throwable failure =
                    catchThrowable(() -> builder(security()).uri(uri).build());

            assertThat(failure).isInstanceOf(ConnectFailedException.class);
            Witness.assertThatItTellsNothing(failure);
        }
    }
}
