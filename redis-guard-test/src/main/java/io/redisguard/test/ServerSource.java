package io.redisguard.test;

import java.util.Locale;

/** Where a test server comes from; without a wish the first that works is taken, in the order of these constants. */
public enum ServerSource {
    /** A server that already runs; it can be used but neither killed nor configured. */
    ADDRESS,
    /** A container started through Testcontainers. */
    DOCKER,
    /** A {@code redis-server} or {@code valkey-server} found on the PATH. */
    LOCAL,
    /** The Redis 6.2 executable that the library {@code embedded-redis} carries. */
    EMBEDDED;

    /** Returns the word used in the setting and in the closing line of a run, such as {@code local}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
