package io.redisguard;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the address of a server; never repeats any of it, because a password can stand where none is expected. */
final class ServerUri {
    private static final Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern IPV6 = Pattern.compile("\\[?(?=.*::|([^:]*:){7}[^:]*$)[0-9a-fA-F:.]+(%\\w+)?]?");
    private static final int LAST_PORT = 65_535;
    private static final String FORM =
            "; expected redis://[user:password@]host[:port][/database], or rediss:// for TLS";
    private static final String ENCODING = ". In user and password, write '@' as %40, ':' as %3A, '/' as %2F,"
            + " '?' as %3F, '#' as %23 and '%' as %25.";

    private ServerUri() {}

    static RedisURI parse(@Nullable String uri) {
        if (uri == null || uri.isBlank()) {
            throw bad("is " + (uri == null ? "null" : "empty"));
        }
        RedisURI parsed;
        try {
            parsed = RedisURI.create(uri);
            if (URI.create(uri).getPort() == 0) {
                parsed.setPort(0); // Lettuce takes it for none
            }
        } catch (RuntimeException unreadable) {
            // neither the text nor the cause: both may hold the password
            throw bad("is malformed or not supported");
        }
        return check(parsed);
    }

    static RedisURI check(@Nullable RedisURI uri) {
        if (uri == null) {
            throw bad("is null");
        }
        if (!uri.getSentinels().isEmpty()) {
            throw bad("names Sentinels, which are not supported yet");
        }
        if (uri.getSocket() == null) {
            checkHost(uri.getHost());
            if (uri.getPort() < 1 || uri.getPort() > LAST_PORT) {
                throw bad("names a port that is not between 1 and " + LAST_PORT);
            }
        }
        return uri;
    }

    private static void checkHost(@Nullable String host) {
        if (host == null || host.isBlank()) {
            throw bad("names no host");
        }
        if (!HOST_NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            // an unencoded character in the password makes Lettuce take half of the password for the host
            throw bad("has no readable host and port");
        }
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException("The Redis URI " + what + FORM + ENCODING);
    }
}
