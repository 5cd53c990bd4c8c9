package io.redisguard.connection;

import io.redisguard.internal.OptionCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks files with certificates and keys. What is wrong is noted with the path, and never with what is in the file.
 */
final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern ANOTHER_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private final OptionCheck check;

    PemFiles(OptionCheck check) {
        this.check = check;
    }

    /** Notes what is wrong with a file that should hold certificates. */
    void checkCertificates(String option, @Nullable Path file) {
        certificates(option, file);
    }

    /** Notes what is wrong with a certificate and its key. */
    void checkPair(@Nullable Path certificateFile, @Nullable Path keyFile) {
        List<? extends Certificate> chain = certificates("client-certificate", certificateFile);
        byte[] encoded = key(keyFile);
        if (!chain.isEmpty() && encoded.length > 0) {
            PublicKey publicKey = chain.get(0).getPublicKey();
            require(
                    isPair(publicKey, encoded),
                    "client-key",
                    keyFile,
                    "the key of client-certificate, " + certificateFile + "; its own certificate is the first there");
        }
    }

    private List<? extends Certificate> certificates(String option, @Nullable Path file) {
        byte[] content = read(option, file);
        if (content.length == 0) {
            return List.of();
        }
        try {
            List<? extends Certificate> certificates = List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content)));
            if (!certificates.isEmpty() && text(content).contains("-----BEGIN CERTIFICATE-----")) {
                return certificates;
            }
        } catch (GeneralSecurityException unreadable) {
            // its text may have a part of the file
        }
        require(false, option, file, "certificates as PEM, which begin with -----BEGIN CERTIFICATE-----");
        return List.of();
    }

    private byte[] key(@Nullable Path file) {
        String content = text(read("client-key", file));
        if (content.isEmpty()) {
            return new byte[0];
        }
        Matcher key = KEY.matcher(content);
        if (key.find()) {
            try {
                return Base64.getMimeDecoder().decode(key.group(1));
            } catch (IllegalArgumentException unreadable) {
                // noted below
            }
        }
        require(
                false,
                "client-key",
                file,
                "a key as PEM, which begins with -----BEGIN PRIVATE KEY-----"
                        + (ANOTHER_KEY.matcher(content).find()
                                ? "; this one is encrypted or of an older form, convert it with 'openssl pkcs8 -topk8 -nocrypt'"
                                : ""));
        return new byte[0];
    }

    private byte[] read(String option, @Nullable Path file) {
        if (file == null) {
            require(false, option, null, "a file");
            return new byte[0];
        }
        try {
            if (!Files.exists(file)) {
                require(false, option, file, "a file that exists");
            } else if (!Files.isRegularFile(file)) {
                require(false, option, file, "a file, not a folder or a device");
            } else if (!Files.isReadable(file)) {
                require(false, option, file, "a file that this process may read");
            } else if (Files.size(file) == 0) {
                require(false, option, file, "a file that is not empty");
            } else {
                return Files.readAllBytes(file);
            }
        } catch (IOException unreadable) {
            require(false, option, file, "a file that can be read");
        }
        return new byte[0];
    }

    private static boolean isPair(PublicKey publicKey, byte[] encodedKey) {
        try {
            PrivateKey privateKey = KeyFactory.getInstance(publicKey.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encodedKey));
            String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
            if (algorithm == null) {
                return true; // it is of the right kind; more cannot be said
            }
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.US_ASCII);
    }

    private void require(boolean holds, String option, @Nullable Path file, String allowed) {
        check.require(holds, option, file, allowed);
    }
}
