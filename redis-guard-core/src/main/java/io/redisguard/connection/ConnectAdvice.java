package io.redisguard.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.redisguard.lettuce.NoCredentialsException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what to do about a connection that could not be made. */
final class ConnectAdvice {
    private static final String USUAL =
            "Start the server, correct the address (redis:// without TLS, rediss:// with it)"
                    + " or the credentials, or start lazily with start-up=LAZY.";

    private ConnectAdvice() {}

    static String on(@Nullable Throwable failure) {
        return on(failure, USUAL);
    }

    /**
     * Returns the advice on a failure.
     *
     * @param usual the advice when the failure does not say what is wrong
     */
    static String on(@Nullable Throwable failure, String usual) {
        String advice = usual;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String found = onCause(cause, String.valueOf(cause.getMessage()));
            advice = found == null ? advice : found; // the innermost one knows best
        }
        return advice;
    }

    private static @Nullable String onCause(Throwable cause, String text) {
        if (cause instanceof NoCredentialsException) {
            return text + " See whether what provides them answers.";
        }
        if (cause instanceof CertificateExpiredException) {
            return "The certificate of the server, or of its authority, has expired. Renew it.";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "The certificate of the server is not valid yet. Check the clocks, or issue it anew.";
        }
        if (text.startsWith("No subject alternative ") || text.startsWith("No name matching ")) {
            return "The certificate of the server names another host. Connect by a name that stands in it, or issue it"
                    + " anew; verification=CA does without the name.";
        }
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
            return "The certificate of the server is signed by an authority that is not trusted. Give the authority's"
                    + " certificate with trusted-certificates.";
        }
        if (cause instanceof SSLException) {
            return onAlert(text);
        }
        return cause instanceof RedisCommandExecutionException ? onReply(text) : null;
    }

    private static @Nullable String onAlert(String text) {
        if (text.contains("protocol_version")) {
            return "The server speaks no safe version of TLS. Let it speak TLSv1.2 or TLSv1.3.";
        }
        if (text.contains("not an SSL/TLS record")) {
            return "The server does not speak TLS at this port. Use its port for TLS, or redis:// to do without.";
        }
        if (text.contains("handshake_failure")) {
            return "The server demands a certificate of the client, or has no cipher in common with it. Give one with"
                    + " client-certificate.";
        }
        boolean isAboutTheClient = text.contains("alert: certificate_")
                || text.contains("alert: bad_certificate")
                || text.contains("alert: unsupported_certificate")
                || text.contains("alert: unknown_ca");
        return isAboutTheClient
                ? "The server demands a certificate of the client that it trusts. Give one that its authority has signed"
                        + " with client-certificate."
                : null;
    }

    private static @Nullable String onReply(String text) {
        if (text.startsWith("WRONGPASS")) {
            return "The server does not know the user, or not this password. Correct the credentials.";
        }
        if (text.startsWith("NOAUTH")) {
            return "The server demands a password. Give one in the address, or with credentials.";
        }
        if (text.startsWith("NOPERM")) {
            return "The user may not ask what has to be known. Give it the right that the cause names.";
        }
        if (text.startsWith("ERR DB index is out of range") || text.startsWith("ERR invalid DB index")) {
            return "The server has no database with this number. Correct it in the address.";
        }
        if (text.startsWith("ERR Client names cannot contain")) {
            return "The server takes no client name with blanks or line breaks. Correct client-name, or the address.";
        }
        if (text.startsWith("ERR unknown command")
                || text.startsWith("ERR This instance has cluster support disabled")) {
            return "What was asked is no node of a cluster, or no Sentinel, as its address says. Correct the address.";
        }
        return null;
    }
}
