package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestCertificatesTest {
    private final TestCertificates certificates = TestCertificates.shared();

    private static X509Certificate read(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names.stream().map(name -> String.valueOf(name.get(1))).toList();
    }

    @Test
    void signsServersThatAreThisMachine() throws Exception {
        X509Certificate server = read(certificates.server().certificate());

        assertThat(names(server)).contains("localhost", "127.0.0.1");
        assertThatCode(server::checkValidity).doesNotThrowAnyException();
        assertThatCode(() -> server.verify(read(certificates.authority()).getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void signsServersThatAreNot() throws Exception {
        X509Certificate server = read(certificates.serverOfAnotherHost().certificate());

        assertThat(names(server)).containsExactly("elsewhere.example");
    }

    @Test
    void signsServersThatHaveExpired() throws Exception {
        X509Certificate server = read(certificates.expiredServer().certificate());

        assertThat(names(server)).contains("localhost");
        assertThatThrownBy(server::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void signsClients() throws Exception {
        TestCertificates.Identity client = certificates.client();

        assertThatCode(() -> read(client.certificate())
                        .verify(read(certificates.authority()).getPublicKey()))
                .doesNotThrowAnyException();
        assertThat(Files.readString(client.key())).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void anotherAuthorityIsAForeignOne() throws Exception {
        X509Certificate server = read(certificates.server().certificate());

        assertThatThrownBy(() -> server.verify(
                        read(TestCertificates.create().authority()).getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }
}
