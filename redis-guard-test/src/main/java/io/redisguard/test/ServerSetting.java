package io.redisguard.test;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which server the person who runs the tests asked for.
 *
 * @param source the source to take and no other; {@code null} leaves the choice to the discovery
 * @param image the Docker image
 * @param address where a server runs already
 */
record ServerSetting(
        @Nullable ServerSource source,
        String image,
        @Nullable ServerAddress address) {
    /** The environment variable, and likewise the system property, that holds the wish. */
    static final String NAME = "REDIS_GUARD_TEST_SERVER";

    /** The system property in the usual spelling; it wins over {@link #NAME}. */
    static final String PROPERTY = "redis.guard.test.server";

    /** The image taken when the wish names none. */
    static final String DEFAULT_IMAGE = "redis:7.0";

    private static final String DOCKER_PREFIX = "docker:";

    static ServerSetting current() {
        return from(System::getProperty, System::getenv);
    }

    static ServerSetting from(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> environment) {
        String wish = Optional.ofNullable(properties.apply(PROPERTY))
                .or(() -> Optional.ofNullable(properties.apply(NAME)))
                .or(() -> Optional.ofNullable(environment.apply(NAME)))
                .orElse("");
        return parse(wish.strip());
    }

    /**
     * Reads a wish; the empty text wishes for nothing.
     *
     * @throws IllegalArgumentException when it is none of the words and no address
     */
    static ServerSetting parse(String wish) {
        if (wish.isEmpty()) {
            return new ServerSetting(null, DEFAULT_IMAGE, null);
        }
        if (wish.startsWith(DOCKER_PREFIX) && wish.length() > DOCKER_PREFIX.length()) {
            return new ServerSetting(ServerSource.DOCKER, wish.substring(DOCKER_PREFIX.length()), null);
        }
        for (ServerSource source : ServerSource.values()) {
            if (source != ServerSource.ADDRESS && wish.equals(source.word())) {
                return new ServerSetting(source, DEFAULT_IMAGE, null);
            }
        }
        ServerAddress address = ServerAddress.parse(wish)
                .orElseThrow(() -> new IllegalArgumentException(NAME
                        + " is neither docker, docker:<image>, local, embedded, host:port nor redis://host:port."));
        return new ServerSetting(ServerSource.ADDRESS, DEFAULT_IMAGE, address);
    }

    /** Returns the same wish with another source; {@code null} changes nothing. */
    ServerSetting withSource(@Nullable ServerSource wanted) {
        return wanted == null ? this : new ServerSetting(wanted, image, address);
    }
}
