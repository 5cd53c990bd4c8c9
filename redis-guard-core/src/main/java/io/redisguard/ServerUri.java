package io.redisguard;

import io.lettuce.core.RedisURI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the address of a server without ever repeating its password. */
final class ServerUri {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9.:_/\\[\\]-]+");
    private static final String FORM = "expected redis://[user:password@]host[:port][/database], or rediss:// for TLS";

    private ServerUri() {}

    static RedisURI parse(@Nullable String uri) {
        if (uri == null || uri.isBlank()) {
            throw new IllegalArgumentException(
                    "The Redis URI is " + (uri == null ? "null" : "empty") + "; " + FORM + ".");
        }
        try {
            return check(RedisURI.create(uri));
        } catch (IllegalArgumentException | IllegalStateException e) {
            // neither the text nor the cause: both may hold the password
            throw new IllegalArgumentException(
                    "The Redis URI" + harmlessPart(uri) + " is malformed or not supported; " + FORM + ".");
        }
    }

    static RedisURI check(@Nullable RedisURI uri) {
        if (uri == null) {
            throw new IllegalArgumentException("The Redis URI is null; " + FORM + ".");
        }
        if (!uri.getSentinels().isEmpty()) {
            throw new IllegalArgumentException(
                    "The Redis URI names Sentinels, which are not supported yet; " + FORM + ".");
        }
        if (uri.getHost() == null && uri.getSocket() == null) {
            throw new IllegalArgumentException("The Redis URI names no host; " + FORM + ".");
        }
        return uri;
    }

    /** What stands behind the last @ is no password, if it looks like an address. */
    private static String harmlessPart(String uri) {
        int at = uri.lastIndexOf('@');
        String address = at < 0 ? "" : uri.substring(at + 1);
        return HARMLESS.matcher(address).matches() ? " of '" + address + "'" : "";
    }
}
