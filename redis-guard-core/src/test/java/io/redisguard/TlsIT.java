package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslOptions;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.connection.TlsVerification;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import io.redisguard.test.SentinelRedis;
import io.redisguard.test.TestCertificates;
import io.redisguard.test.TestCertificates.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Connections with TLS go to the server that they are meant for and to no other, and say why they do not. */
class TlsIT {
    private static final TestCertificates CERTIFICATES = TestCertificates.shared();
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Servers start once for each class of tests. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class WithServer {
        final RedisServer server;

        WithServer(RedisServer.Builder builder) {
            server = builder.start();
        }

        @AfterAll
        void stop() {
            server.close();
        }

        RedisGuard connect(SecurityOptions.Builder security) {
            return connect(server.uri(), security);
        }

        RedisGuard connect(String uri, SecurityOptions.Builder security) {
            return RedisGuard.builder().uri(uri).security(security.build()).build();
        }

        void assertRefused(SecurityOptions.Builder security, String advice) {
            assertThatExceptionOfType(ConnectFailedException.class)
                    .isThrownBy(() -> connect(security))
                    .withMessageContaining("No connection to " + server.host() + ":" + server.port())
                    .withMessageContaining(advice);
        }

        void assertWorks(RedisGuard guard) {
            assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
            assertThat(guard.<String, RuntimeException>exclusive(c -> c.sync().ping()))
                    .isEqualTo("PONG");
        }
    }

    private static SecurityOptions.Builder trusting() {
        return SecurityOptions.builder().trustedCertificates(CERTIFICATES.authority());
    }

    private static SecurityOptions.Builder showing(Identity client) {
        return trusting().clientCertificate(client.certificate(), client.key());
    }

    @Nested
    class GivenAServerThatIsWhatItSays extends WithServer {
        GivenAServerThatIsWhatItSays() {
            super(RedisServer.builder().tls(CERTIFICATES));
        }

        @Test
        void whenItsAuthorityIsTrusted_thenItIsUsed() {
            try (CapturedLog log = CapturedLog.from(Level.WARN);
                    RedisGuard guard = connect(trusting())) {
                assertWorks(guard);
                assertThat(log.warnings()).isEmpty();
            }
        }

        @Test
        void whenOnlyTheSystemsAuthoritiesAreTrusted_thenItIsRefused() {
            assertRefused(SecurityOptions.builder(), "authority that is not trusted. Give the authority's certificate");
        }

        @Test
        void whenAForeignAuthorityIsTrusted_thenItIsRefused() {
            assertRefused(
                    SecurityOptions.builder()
                            .trustedCertificates(TestCertificates.create().authority()),
                    "authority that is not trusted");
        }

        @Test
        void whenTlsIsForgotten_thenTheMessageSaysSo() {
            assertThatExceptionOfType(ConnectFailedException.class)
                    .isThrownBy(() -> RedisGuard.connect(server.uri().replace("rediss://", "redis://")))
                    .withMessageContaining("rediss:// with it");
        }

        @Test
        void whenTheUsersOwnOptionsTrustIt_thenTheyWin() {
            ClientOptions users = ClientOptions.builder()
                    .sslOptions(SslOptions.builder()
                            .jdkSslProvider()
                            .trustManager(CERTIFICATES.authority().toFile())
                            .build())
                    .build();
            try (RedisGuard guard =
                    RedisGuard.builder().uri(server.uri()).clientOptions(users).build()) {
                assertWorks(guard);
            }
        }

        @Test
        void whenTheUsersOwnOptionsSayNothingOfTls_thenTheGuardsHold() {
            try (RedisGuard guard = RedisGuard.builder()
                    .uri(server.uri())
                    .clientOptions(ClientOptions.builder().autoReconnect(true).build())
                    .security(trusting().build())
                    .build()) {
                assertWorks(guard);
                assertThat(guard.commands()
                                .connection()
                                .getOptions()
                                .getSslOptions()
                                .createSSLParameters()
                                .getProtocols())
                        .containsExactly("TLSv1.3", "TLSv1.2");
            }
        }

        @Test
        void whenTheLinkIsLost_thenItIsMadeAnewWithTls() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                    RedisGuard guard = connect(proxy.uri(), trusting())) {
                assertWorks(guard);
                proxy.reset();

                await().atMost(LIMIT).until(() -> proxy.accepted() > 2);
                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertWorks(guard));
            }
        }

        @Test
        void whenAReconnectMeetsSilence_thenItIsGivenUpInTime() {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                    RedisGuard guard = connect(proxy.uri(), trusting())) {
                assertWorks(guard);
                proxy.blackHole(Direction.TO_CLIENT).reset();
                await().atMost(LIMIT).until(() -> proxy.accepted() > 2);
                long silent = proxy.accepted();

                await().atMost(LIMIT).until(() -> proxy.accepted() > silent);
                proxy.heal();
                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertWorks(guard));
            }
        }

        @Test
        void whenACertificateIsRenewed_thenTheNextConnectionHasIt(@TempDir Path folder) throws IOException {
            Path trusted = Files.copy(CERTIFICATES.authority(), folder.resolve("trusted.pem"));
            try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                    RedisGuard guard =
                            connect(proxy.uri(), SecurityOptions.builder().trustedCertificates(trusted))) {
                Files.copy(TestCertificates.create().authority(), trusted, StandardCopyOption.REPLACE_EXISTING);
                proxy.reset();
                await().atMost(LIMIT).until(() -> proxy.accepted() > 2);
                assertThat(guard.commands().connection().isOpen()).isFalse();

                Files.copy(CERTIFICATES.authority(), trusted, StandardCopyOption.REPLACE_EXISTING);

                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertWorks(guard));
            }
        }
    }

    @Nested
    class GivenAServerOfAnotherName extends WithServer {
        GivenAServerOfAnotherName() {
            super(RedisServer.builder().tls(CERTIFICATES, CERTIFICATES.serverOfAnotherHost()));
        }

        @Test
        void whenItIsVerified_thenItIsRefused() {
            assertRefused(trusting(), "names another host. Connect by a name that stands in it");
        }

        @Test
        void whenItsNameIsNot_thenItIsUsed() {
            try (RedisGuard guard = connect(trusting().verification(TlsVerification.CA))) {
                assertWorks(guard);
            }
        }
    }

    @Nested
    class GivenAServerWhoseCertificateHasExpired extends WithServer {
        GivenAServerWhoseCertificateHasExpired() {
            super(RedisServer.builder().tls(CERTIFICATES, CERTIFICATES.expiredServer()));
        }

        @Test
        void whenItIsVerified_thenItIsRefused() {
            assertRefused(trusting(), "has expired. Renew it.");
            assertRefused(trusting().verification(TlsVerification.CA), "has expired. Renew it.");
        }

        @Test
        void whenAnyServerIsTrusted_thenItIsUsedWithOneWarning() {
            try (CapturedLog log = CapturedLog.from(Level.WARN);
                    RedisGuard guard = connect(SecurityOptions.builder().trustAnyServer())) {
                assertWorks(guard);
                assertThat(log.warnings()).singleElement().asString().contains("anybody can pose as the server");
            }
        }

        @Test
        void whenTheStartIsLazy_thenTheLogSaysWhatIsWrong() {
            try (CapturedLog log = CapturedLog.from(Level.WARN);
                    RedisGuard guard = RedisGuard.builder()
                            .uri(server.uri())
                            .security(trusting().build())
                            .connection(ConnectionOptions.builder()
                                    .startUp(StartUp.LAZY)
                                    .build())
                            .build()) {
                assertThat(guard.commands().connection().isOpen()).isFalse();
                assertThat(log.warnings().get(0)).contains("has expired. Renew it.");
            }
        }
    }

    @Nested
    class GivenAServerThatVerifiesClients extends WithServer {
        GivenAServerThatVerifiesClients() {
            super(RedisServer.builder().mutualTls(CERTIFICATES));
        }

        @Test
        void whenTheClientHasACertificate_thenItMayEnter() {
            try (RedisGuard guard = connect(showing(CERTIFICATES.client()))) {
                assertWorks(guard);
            }
        }

        @Test
        void whenItHasNone_thenItIsRefused() {
            assertRefused(trusting(), "Give one that its authority has signed with client-certificate");
        }

        @Test
        void whenItHasOneOfAForeignAuthority_thenItIsRefused() {
            assertRefused(
                    showing(TestCertificates.create().client()),
                    "Give one that its authority has signed with client-certificate");
        }
    }

    @Nested
    class GivenAServerThatSpeaksOneVersion extends WithServer {
        GivenAServerThatSpeaksOneVersion() {
            super(RedisServer.builder().tls(CERTIFICATES));
        }

        @Test
        void whenItIsAnOldOne_thenItIsRefused() {
            // the test library itself cannot speak it, so there is no way back
            server.execute("CONFIG", "SET", "tls-protocols", "TLSv1.1");

            assertRefused(trusting(), "no safe version of TLS. Let it speak TLSv1.2 or TLSv1.3.");
        }

        @Test
        void whenItIsTheOldestSafeOne_thenItIsUsed() {
            try (RedisServer other = RedisServer.builder()
                            .tls(CERTIFICATES)
                            .config("tls-protocols", "TLSv1.2")
                            .start();
                    RedisGuard guard = connect(other.uri(), trusting())) {
                assertWorks(guard);
            }
        }
    }

    @Test
    void aServerWithoutTlsIsRefused() {
        try (RedisServer server = RedisServer.start()) {
            String uri = server.uri().replace("redis://", "rediss://");

            assertThatExceptionOfType(ConnectFailedException.class)
                    .isThrownBy(() -> RedisGuard.connect(uri))
                    .withMessageContaining("redis:// without TLS");
        }
    }

    @Test
    void sentinelsAndTheirServersAreReachedWithTls() {
        try (SentinelRedis redis = SentinelRedis.builder()
                        .replicas(1)
                        .eachServer(each -> each.mutualTls(CERTIFICATES))
                        .start();
                RedisGuard guard = RedisGuard.builder()
                        .uri(redis.sentinelUri())
                        .security(showing(CERTIFICATES.client()).build())
                        .build()) {
            assertThat(redis.sentinelUri()).startsWith("rediss-sentinel://");
            assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
        }
    }
}
