package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;

/**
 * What connections demand of servers, and show of themselves, where the user's own URI and options do not say.
 *
 * @param ssl certificates and versions of TLS
 * @param verification how servers are verified
 */
public record SecuritySettings(SslOptions ssl, SslVerifyMode verification) {
    private static final String[] SAFE_VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** The system's authorities and full verification. */
    public static final SecuritySettings DEFAULT =
            new SecuritySettings(safeTls().build(), SslVerifyMode.FULL);

    /** Returns a builder for versions of TLS that are safe. */
    public static SslOptions.Builder safeTls() {
        return SslOptions.builder().protocols(SAFE_VERSIONS);
    }

    /** Tells whether the user has chosen how TLS is spoken. */
    @SuppressWarnings("ReferenceEquality") // whether it is the very default
    public static boolean areIn(ClientOptions users) {
        return users.getSslOptions() != ClientOptions.DEFAULT_SSL_OPTIONS;
    }

    /** Returns the same servers with another login; that of Sentinels stays as it is. */
    public static RedisURI withCredentials(RedisURI users, RedisCredentialsProvider credentials) {
        RedisURI copy = ClientSettings.copyOf(users);
        copy.setCredentialsProvider(credentials);
        return copy;
    }

    SslOptions within(Duration handshake) {
        return ssl.mutate().handshakeTimeout(handshake).build();
    }

    void applyTo(RedisURI uri) {
        if (uri.getVerifyMode() == SslVerifyMode.FULL) {
            uri.setVerifyPeer(verification);
        }
    }
}
