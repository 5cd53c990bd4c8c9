package io.redisguard.connection;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * User and password that change while connections live: {@link #rotate} logs all of them in again, without a call
 * noticing, and new ones log in with the latest. The server must know the old password until then. Thread-safe; one can
 * serve several guards.
 */
public final class RotatingCredentials implements ImmediateRedisCredentialsProvider {
    private final Sinks.Many<RedisCredentials> stream = Sinks.many().replay().latest();
    private volatile RedisCredentials latest;

    private RotatingCredentials(RedisCredentials first) {
        latest = first;
        emit(first);
    }

    /**
     * Returns credentials to begin with.
     *
     * @param user name of the ACL user, or {@code null} for the default one
     * @param password its password, which is copied
     * @throws IllegalArgumentException when the password is empty
     */
    public static RotatingCredentials of(@Nullable String user, char[] password) {
        return new RotatingCredentials(credentials(user, password));
    }

    /**
     * Replaces the credentials, for living connections and new ones. It returns before the server has answered; a
     * connection that the server refuses keeps the credentials it has, and a
     * {@link io.redisguard.command.GuardEvent.ReauthenticationFailed} tells of it.
     *
     * @param user name of the ACL user, or {@code null} for the default one
     * @param password its password, which is copied
     * @throws IllegalArgumentException when the password is empty
     */
    public synchronized void rotate(@Nullable String user, char[] password) {
        RedisCredentials next = credentials(user, password);
        latest = next;
        emit(next);
    }

    private static RedisCredentials credentials(@Nullable String user, char[] password) {
        if (password.length == 0 || (user != null && user.isBlank())) {
            throw new IllegalArgumentException("User or password is empty. Give both, or null for the default user.");
        }
        return new Secret(user, Arrays.copyOf(password, password.length));
    }

    private void emit(RedisCredentials credentials) {
        stream.emitNext(credentials, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    @Override
    public RedisCredentials resolveCredentialsNow() {
        return latest;
    }

    @Override
    public boolean supportsStreaming() {
        return true;
    }

    @Override
    public Flux<RedisCredentials> credentials() {
        return stream.asFlux().onBackpressureLatest();
    }

    /** Returns how many connections are told of new credentials. */
    int listeners() {
        return stream.currentSubscriberCount();
    }

    /** Tells nothing. */
    @Override
    public String toString() {
        return "RotatingCredentials[****]";
    }

    private static final class Secret implements RedisCredentials {
        private final @Nullable String user;
        private final char[] password;

        Secret(@Nullable String user, char[] password) {
            this.user = user;
            this.password = password;
        }

        @Override
        @SuppressWarnings("NullAway") // the default user has no name
        public String getUsername() {
            return user;
        }

        @Override
        public boolean hasUsername() {
            return user != null;
        }

        @Override
        public char[] getPassword() {
            return Arrays.copyOf(password, password.length);
        }

        @Override
        public boolean hasPassword() {
            return true;
        }

        @Override
        public String toString() {
            return "****";
        }
    }
}
