package io.redisguard.benchmarks.subject;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;

/** For libraries that read no PEM files. */
final class TrustedCertificate {
    private TrustedCertificate() {}

    /** Returns a store with the certificate of a PEM file and nothing else. */
    private static KeyStore store(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        return store;
    }

    /** Returns that store as the bytes of a file. */
    static byte[] storeFile(Path pem, char[] password) throws IOException, GeneralSecurityException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store(pem).store(out, password);
        return out.toByteArray();
    }

    /** Returns what trusts that certificate. */
    static TrustManagerFactory managers(Path pem) throws IOException, GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store(pem));
        return managers;
    }
}
