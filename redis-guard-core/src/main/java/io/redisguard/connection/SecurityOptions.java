package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.redisguard.internal.OptionCheck;
import io.redisguard.lettuce.SecuritySettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What connections demand of servers, and show of themselves. TLS is on where the address says so ({@code rediss://}),
 * for all servers of a deployment, and is never older than 1.2. Files are checked here, and read again for each new
 * connection. Immutable.
 */
public final class SecurityOptions {
    private final @Nullable Path trustedCertificates;
    private final @Nullable Path clientCertificate;
    private final @Nullable Path clientKey;
    private final TlsVerification verification;
    private final @Nullable RedisCredentialsProvider credentials;

    private SecurityOptions(Builder builder) {
        trustedCertificates = builder.trustedCertificates;
        clientCertificate = builder.clientCertificate;
        clientKey = builder.clientKey;
        verification = builder.verification;
        credentials = builder.credentials;
        OptionCheck check = OptionCheck.of("security")
                .require(
                        verification != null && (verification != TlsVerification.NONE || builder.trustAnyServer),
                        "verification",
                        verification,
                        "FULL or CA; trustAnyServer() to do without")
                .require(
                        !builder.trustAnyServer || verification == TlsVerification.NONE,
                        "verification",
                        verification,
                        "nothing else after trustAnyServer()")
                .require(
                        !builder.trustAnyServer || trustedCertificates == null,
                        "trusted-certificates",
                        trustedCertificates,
                        "none together with trustAnyServer(), which does not look at them");
        PemFiles files = new PemFiles(check);
        if (trustedCertificates != null) {
            files.checkCertificates("trusted-certificates", trustedCertificates);
        }
        if (builder.hasClientCertificate) {
            files.checkPair(clientCertificate, clientKey);
        }
        check.throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.trustedCertificates = trustedCertificates;
        copy.clientCertificate = clientCertificate;
        copy.clientKey = clientKey;
        copy.hasClientCertificate = clientCertificate != null;
        copy.verification = verification;
        copy.trustAnyServer = verification == TlsVerification.NONE;
        copy.credentials = credentials;
        return copy;
    }

    /** Returns the file with the authorities that are trusted; empty for those of the system. */
    public Optional<Path> trustedCertificates() {
        return Optional.ofNullable(trustedCertificates);
    }

    /** Returns the file with the certificate that servers are shown, if any. */
    public Optional<Path> clientCertificate() {
        return Optional.ofNullable(clientCertificate);
    }

    /** Returns the file with the key of the client certificate, if any. */
    public Optional<Path> clientKey() {
        return Optional.ofNullable(clientKey);
    }

    /** Returns how servers are verified. */
    public TlsVerification verification() {
        return verification;
    }

    /** Returns what provides user and password; empty for those of the address. */
    public Optional<RedisCredentialsProvider> credentials() {
        return Optional.ofNullable(credentials);
    }

    /**
     * Checks that nothing else says otherwise.
     *
     * @throws IllegalArgumentException naming all contradictions
     */
    public void checkAgainst(Deployment deployment, @Nullable ClientOptions users) {
        boolean hasFiles = trustedCertificates != null || clientCertificate != null;
        boolean demandsTls = hasFiles || verification != TlsVerification.FULL;
        SslVerifyMode ofAddress = deployment.servers().get(0).getVerifyMode();
        boolean usersTls = users != null && SecuritySettings.areIn(users);
        OptionCheck.of("security")
                .require(!demandsTls || deployment.isTls(), "tls", "off", "on; use rediss:// or rediss-sentinel://")
                .require(
                        !hasFiles || !usersTls,
                        "clientOptions.sslOptions",
                        "given",
                        "none together with trusted-certificates or client-certificate; keep one of the two")
                .require(
                        ofAddress == SslVerifyMode.FULL
                                || verification == TlsVerification.FULL
                                || ofAddress == verifyMode(),
                        "verification",
                        verification,
                        ofAddress + ", as verifyPeer of the address says; keep one of the two")
                .require(
                        ofAddress != SslVerifyMode.NONE || trustedCertificates == null,
                        "trusted-certificates",
                        trustedCertificates,
                        "none together with verifyPeer=NONE of the address, which does not look at them")
                .require(
                        credentials == null || deployment.servers().stream().noneMatch(SecurityOptions::hasLogin),
                        "credentials",
                        "given",
                        "none together with a user or password in the address; keep one of the two")
                .throwIfBroken();
    }

    /** Returns the same servers, with the login that these options give them; Sentinels keep theirs. */
    public Deployment loggingIn(Deployment deployment) {
        RedisCredentialsProvider login = credentials;
        return login == null
                ? deployment
                : new Deployment(
                        deployment.kind(),
                        deployment.servers().stream()
                                .map(uri -> SecuritySettings.withCredentials(uri, login))
                                .toList());
    }

    private static boolean hasLogin(RedisURI uri) {
        RedisCredentialsProvider provider = uri.getCredentialsProvider();
        if (provider instanceof RedisCredentialsProvider.ImmediateRedisCredentialsProvider known) {
            return known.resolveCredentialsNow().hasUsername()
                    || known.resolveCredentialsNow().hasPassword();
        }
        return true;
    }

    private SslVerifyMode verifyMode() {
        return SslVerifyMode.valueOf(verification.name());
    }

    SecuritySettings settings() {
        SslOptions.Builder ssl = SecuritySettings.safeTls();
        if (trustedCertificates != null) {
            ssl.trustManager(trustedCertificates.toFile());
        }
        if (clientCertificate != null && clientKey != null) {
            ssl.keyManager(clientCertificate.toFile(), clientKey.toFile(), null);
        }
        return new SecuritySettings(ssl.build(), verifyMode());
    }

    /** Names the options and their values; of credentials only whether there are any. */
    @Override
    public String toString() {
        return "SecurityOptions[trusted-certificates=" + text(trustedCertificates) + ", client-certificate="
                + text(clientCertificate) + ", client-key=" + text(clientKey) + ", verification=" + verification
                + ", credentials=" + (credentials == null ? "none" : "given") + "]";
    }

    private static String text(@Nullable Path file) {
        return file == null ? "none" : file.toString();
    }

    /** Builds {@link SecurityOptions}; not thread-safe. */
    public static final class Builder {
        private @Nullable Path trustedCertificates;
        private @Nullable Path clientCertificate;
        private @Nullable Path clientKey;
        private boolean hasClientCertificate;
        private TlsVerification verification = TlsVerification.FULL;
        private boolean trustAnyServer;
        private @Nullable RedisCredentialsProvider credentials;

        private Builder() {}

        /** Sets the authorities that are trusted instead of the system's: certificates as PEM, one behind the other. */
        @CanIgnoreReturnValue
        public Builder trustedCertificates(Path pem) {
            trustedCertificates = pem;
            return this;
        }

        /**
         * Sets what servers are shown that ask clients for a certificate.
         *
         * @param chainPem the certificate, and those between it and the authority behind it, as PEM
         * @param keyPem its key, as PEM: PKCS#8, not encrypted
         */
        @CanIgnoreReturnValue
        public Builder clientCertificate(Path chainPem, Path keyPem) {
            clientCertificate = chainPem;
            clientKey = keyPem;
            hasClientCertificate = true;
            return this;
        }

        /** Sets how servers are verified: {@link TlsVerification#FULL} or {@link TlsVerification#CA}. */
        @CanIgnoreReturnValue
        public Builder verification(TlsVerification verification) {
            this.verification = verification;
            return this;
        }

        /** Lets any server pass, with a warning at the start. For experiments: TLS then protects against nobody. */
        @CanIgnoreReturnValue
        public Builder trustAnyServer() {
            trustAnyServer = true;
            verification = TlsVerification.NONE;
            return this;
        }

        /**
         * Sets what provides user and password, for each new connection; if it is a stream, as
         * {@link RotatingCredentials} are, for living ones too. They are for the servers, not for Sentinels.
         */
        @CanIgnoreReturnValue
        public Builder credentials(RedisCredentialsProvider credentials) {
            this.credentials = credentials;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option and file
         */
        public SecurityOptions build() {
            return new SecurityOptions(this);
        }
    }
}
