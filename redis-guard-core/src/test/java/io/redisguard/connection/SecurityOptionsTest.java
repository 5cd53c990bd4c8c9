package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslOptions;
import io.redisguard.Canary;
import io.redisguard.test.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityOptionsTest {
    private static final TestCertificates CERTIFICATES = TestCertificates.shared();
    private static final Deployment WITH_TLS = Deployment.of("rediss://h1");

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static SecurityOptions.Builder complete() {
        return SecurityOptions.builder()
                .trustedCertificates(CERTIFICATES.authority())
                .clientCertificate(
                        CERTIFICATES.client().certificate(),
                        CERTIFICATES.client().key())
                .verification(TlsVerification.CA)
                .credentials(RotatingCredentials.of("app", Canary.password().toCharArray()));
    }

    @Test
    void theDefaultsProtect() {
        assertThat(SecurityOptions.builder().build())
                .hasToString("SecurityOptions[trusted-certificates=none, client-certificate=none, client-key=none,"
                        + " verification=FULL, credentials=none]");
    }

    @Test
    void everyOptionSurvivesToBuilder() {
        SecurityOptions options = complete().build();

        SecurityOptions copy = options.toBuilder().build();

        assertThat(copy).usingRecursiveComparison().isEqualTo(options);
        assertThat(copy.trustedCertificates()).contains(CERTIFICATES.authority());
        assertThat(copy.clientCertificate()).contains(CERTIFICATES.client().certificate());
        assertThat(copy.clientKey()).contains(CERTIFICATES.client().key());
        assertThat(copy.verification()).isEqualTo(TlsVerification.CA);
        assertThat(copy.credentials()).isEqualTo(options.credentials()).isPresent();
        assertThat(SecurityOptions.builder().trustAnyServer().build().toBuilder()
                        .build()
                        .verification())
                .isEqualTo(TlsVerification.NONE);
    }

    @Test
    void itsTextHasNoSecret() {
        assertThat(complete().build().toString())
                .contains("client-key=" + CERTIFICATES.client().key(), "credentials=given")
                .matches(text -> !Canary.isIn(text));
    }

    @Test
    void oneErrorNamesEveryBadFile() throws IOException {
        Path missing = folder.resolve("missing.pem");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityOptions.builder()
                        .trustedCertificates(missing)
                        .clientCertificate(folder, file("empty.pem", ""))
                        .verification(TlsVerification.NONE)
                        .build())
                .withMessageStartingWith("Bad security options: ")
                .withMessageContaining("trusted-certificates=" + missing + " (allowed: a file that exists)")
                .withMessageContaining("client-certificate=" + folder + " (allowed: a file, not a folder or a device)")
                .withMessageContaining("empty.pem (allowed: a file that is not empty)")
                .withMessageContaining("verification=NONE (allowed: FULL or CA; trustAnyServer() to do without)");
    }

    @Test
    void aFileThatHoldsSomethingElseIsNotRepeated() throws IOException {
        String secret = Canary.value();
        String odd = "-----BEGIN CERTIFICATE-----\n" + secret + "\n-----END CERTIFICATE-----\n";
        String oddKey = "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n";

        for (String content : new String[] {secret, odd, oddKey}) {
            Path file = file("odd.pem", content);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SecurityOptions.builder()
                            .trustedCertificates(file)
                            .clientCertificate(file, file)
                            .build())
                    .withMessageContaining("trusted-certificates=" + file + " (allowed: certificates as PEM")
                    .withMessageContaining("client-certificate=" + file + " (allowed: certificates as PEM")
                    .withNoCause()
                    .matches(e -> !Canary.isIn(String.valueOf(e.getMessage())));
        }
    }

    @Test
    void aKeyOfAnotherFormIsToBeConverted() throws IOException {
        Path key =
                file("key.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityOptions.builder()
                        .clientCertificate(CERTIFICATES.client().certificate(), key)
                        .build())
                .withMessageContaining("client-key=" + key)
                .withMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void aKeyThatDoesNotBelongToTheCertificateIsRefused() throws Exception {
        byte[] rsa = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path keyOfAnotherKind = file(
                "rsa.pem",
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(rsa)
                        + "\n-----END PRIVATE KEY-----\n");

        for (Path key : new Path[] {CERTIFICATES.server().key(), keyOfAnotherKind}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SecurityOptions.builder()
                            .clientCertificate(CERTIFICATES.client().certificate(), key)
                            .build())
                    .withMessageContaining("client-key=" + key + " (allowed: the key of client-certificate");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void aPairIsComplete() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityOptions.builder()
                        .clientCertificate(null, null)
                        .verification(null)
                        .build())
                .withMessageContaining("client-certificate=null (allowed: a file)")
                .withMessageContaining("client-key=null (allowed: a file)")
                .withMessageContaining("verification=null (allowed: FULL or CA");
    }

    @Test
    void whoTrustsAnyServerTrustsNobodyInParticular() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> complete().trustAnyServer().build())
                .withMessageContaining("trusted-certificates=")
                .withMessageContaining("none together with trustAnyServer()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecurityOptions.builder()
                        .trustAnyServer()
                        .verification(TlsVerification.FULL)
                        .build())
                .withMessageContaining("verification=FULL (allowed: nothing else after trustAnyServer())");
    }

    private static void fit(SecurityOptions options, Deployment deployment, @Nullable ClientOptions users) {
        options.checkAgainst(deployment, users);
    }

    @Test
    void whatIsForTlsNeedsAnAddressWithTls() {
        for (SecurityOptions options : new SecurityOptions[] {
            SecurityOptions.builder().trustAnyServer().build(),
            SecurityOptions.builder().verification(TlsVerification.CA).build(),
            SecurityOptions.builder()
                    .trustedCertificates(CERTIFICATES.authority())
                    .build()
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fit(options, Deployment.of("redis://h1"), null))
                    .withMessageContaining("tls=off (allowed: on; use rediss:// or rediss-sentinel://)");
            assertThatCode(() -> fit(options, WITH_TLS, null)).doesNotThrowAnyException();
            assertThatCode(() -> fit(options, Deployment.of("rediss-sentinel://s1#m"), null))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void oneErrorNamesEveryContradiction() {
        ClientOptions users = ClientOptions.builder()
                .sslOptions(SslOptions.builder().jdkSslProvider().build())
                .build();
        String password = Canary.password();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(
                        complete().build(), Deployment.of("rediss://app:" + password + "@h1?verifyPeer=NONE"), users))
                .withMessageContaining("clientOptions.sslOptions=given (allowed: none together with")
                .withMessageContaining("verification=CA (allowed: NONE, as verifyPeer of the address says")
                .withMessageContaining("none together with verifyPeer=NONE of the address")
                .withMessageContaining("credentials=given (allowed: none together with a user or password")
                .matches(e -> !Canary.isIn(String.valueOf(e.getMessage())));
        assertThatCode(() -> fit(SecurityOptions.builder().build(), WITH_TLS, users))
                .doesNotThrowAnyException();
        assertThatCode(() -> fit(complete().build(), WITH_TLS, ClientOptions.create()))
                .doesNotThrowAnyException();
    }
}
