package io.redisguard.test;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens that we did not start.
 *
 * @param host name or number
 * @param port its port
 * @param user the ACL user, if the address names one
 * @param password the password, if the address holds one
 */
record ServerAddress(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {
    private static final int DEFAULT_PORT = 6379;

    /** Reads {@code host:port} or {@code redis://user:password@host:port}; empty when the text is neither. */
    static Optional<ServerAddress> parse(String text) {
        boolean isUri = text.startsWith("redis://");
        if (!isUri && !text.matches("[^:/]+:\\d+")) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = URI.create(isUri ? text : "redis://" + text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (uri.getHost() == null) {
            return Optional.empty();
        }
        String secret = uri.getUserInfo();
        int colon = secret == null ? -1 : secret.indexOf(':');
        return Optional.of(new ServerAddress(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                secret == null || colon <= 0 ? null : secret.substring(0, colon),
                secret == null ? null : secret.substring(colon + 1)));
    }

    /** Returns a client that logs in as the address says. */
    ServerClient client() {
        return new ServerClient(host, port, user, password, uri());
    }

    /** Returns the address for clients, secret included. */
    String uri() {
        String login = password == null ? "" : (user == null ? "" : user) + ":" + password + "@";
        return "redis://" + login + host + ":" + port;
    }

    /** Returns the place without the secret. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
