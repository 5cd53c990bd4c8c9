package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authority that signs certificates for tests. All of it is made by the {@code keytool} of the running Java when it
 * is first asked for, is in PEM files, and is deleted when the JVM ends. Another instance is a foreign authority.
 * Thread-safe.
 */
public final class TestCertificates {
    private static final String PASSWORD = "not-secret";
    private static final String EVERY_NAME_OF_THIS_MACHINE = "san=dns:localhost,ip:127.0.0.1,ip:::1";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder = Directories.create();
    private final Keytool keytool = new Keytool(folder, PASSWORD);
    private final Map<String, Identity> identities = new LinkedHashMap<>();
    private @Nullable Path authority;

    private TestCertificates() {
        ShutdownHook.deleteLast(folder);
    }

    /**
     * A certificate and its key, as PEM files.
     *
     * @param certificate what is shown, without that of the authority
     * @param key the private key as PKCS#8, not encrypted
     */
    public record Identity(Path certificate, Path key) {}

    /** Returns an authority that has signed nothing yet. */
    public static TestCertificates create() {
        return new TestCertificates();
    }

    /** Returns the one authority that the tests of this JVM share, since making one takes about a second. */
    public static TestCertificates shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        static final TestCertificates INSTANCE = create();
    }

    /** Returns the authority's own certificate, for those who trust it. */
    public synchronized Path authority() {
        Path known = authority;
        if (known == null) {
            keytool.makeKey("authority", "bc:critical=ca:true", "ku:critical=keyCertSign,cRLSign");
            known = write("authority", "CERTIFICATE", encoded("authority"));
            authority = known;
        }
        return known;
    }

    /** Returns a server that is {@code localhost} and all addresses of the loopback interface. */
    public Identity server() {
        return identity("server", "-1d", 30, EVERY_NAME_OF_THIS_MACHINE);
    }

    /** Returns a server that is {@code elsewhere.example} only. */
    public Identity serverOfAnotherHost() {
        return identity("elsewhere", "-1d", 30, "san=dns:elsewhere.example");
    }

    /** Returns a server like {@link #server()} whose certificate has expired. */
    public Identity expiredServer() {
        return identity("expired", "-10d", 5, EVERY_NAME_OF_THIS_MACHINE);
    }

    /** Returns a client. */
    public Identity client() {
        return identity("client", "-1d", 30, "eku=clientAuth");
    }

    private synchronized Identity identity(String name, String from, int days, String extension) {
        Path trusted = authority();
        return identities.computeIfAbsent(name, unused -> {
            keytool.makeKey(name);
            Path certificate = keytool.sign(name, trusted, from, days, extension);
            return new Identity(certificate, write(name + "-key", "PRIVATE KEY", key(name)));
        });
    }

    private byte[] encoded(String name) {
        try {
            Certificate certificate = store(name).getCertificate(name);
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The certificate of " + name + " cannot be read.", e);
        }
    }

    private byte[] key(String name) {
        try {
            return store(name).getKey(name, PASSWORD.toCharArray()).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of " + name + " cannot be read.", e);
        }
    }

    private KeyStore store(String name) throws GeneralSecurityException {
        try {
            return KeyStore.getInstance(keytool.storeOf(name).toFile(), PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException("The key store of " + name + " cannot be read.", e);
        }
    }

    private Path write(String name, String kind, byte[] content) {
        Path file = folder.resolve(name + ".pem");
        try {
            Files.writeString(
                    file,
                    "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(content) + "\n-----END " + kind
                            + "-----\n");
            // a server in a container is another user
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be written.", e);
        }
    }
}
