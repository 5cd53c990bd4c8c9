package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends single commands to a server, each on a connection of its own.
 *
 * @param host where the server listens
 * @param port its port
 * @param user the ACL user to log in as, if not the default one
 * @param password the password to log in with, if any
 * @param uri the address to hand to clients
 * @param tls makes the sockets, if the server speaks TLS
 */
record ServerClient(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        String uri,
        @Nullable SSLSocketFactory tls) {
    /** The longest a command may take. */
    static final Duration ANSWER = Duration.ofSeconds(15);

    /** A client of a server without TLS. */
    ServerClient(String host, int port, @Nullable String user, @Nullable String password, String uri) {
        this(host, port, user, password, uri, null);
    }

    /** Opens a connection that is not logged in. */
    RespConnection connect(Duration timeout) throws IOException {
        return connect(timeout, StandardCharsets.UTF_8);
    }

    private RespConnection connect(Duration timeout, Charset charset) throws IOException {
        return new RespConnection(tls == null ? new Socket() : tls.createSocket(), host, port, timeout, charset);
    }

    @Nullable
    Object execute(String... command) {
        String name = command.length == 0 ? "(nothing)" : command[0];
        try (RespConnection connection = connect(ANSWER)) {
            accept("AUTH", logIn(connection));
            return accept(name, connection.call(command));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s got no reply from %s:%d: %s".formatted(name, host, port, e.getMessage()), e);
        }
    }

    /** Opens a connection that is logged in; the charset says what the bytes of its texts are. */
    RespConnection open(Charset charset) throws IOException {
        RespConnection connection = connect(ANSWER, charset);
        try {
            accept("AUTH", logIn(connection));
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Sends the password, if there is one, and returns the server's answer to it. */
    @CanIgnoreReturnValue
    @Nullable
    Object logIn(RespConnection connection) throws IOException {
        if (password == null) {
            return null;
        }
        return user == null ? connection.call("AUTH", password) : connection.call("AUTH", user, password);
    }

    String info() {
        return String.valueOf(execute("INFO", "server"));
    }

    @CanIgnoreReturnValue
    static @Nullable Object accept(String name, @Nullable Object reply) {
        if (reply instanceof RespConnection.Failure failure) {
            throw new IllegalStateException(name + " was refused: " + failure.text());
        }
        return reply;
    }

    /** Returns the place without the secret. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
