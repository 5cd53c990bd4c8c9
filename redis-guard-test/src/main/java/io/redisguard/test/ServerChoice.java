package io.redisguard.test;

/**
 * A source that was seen to work, ready to make servers.
 *
 * @param source the source
 * @param label how the closing line of a run names it, such as {@code local redis-server}
 * @param factory makes one server
 */
record ServerChoice(ServerSource source, String label, Factory factory) {
    /** Makes a server that is not started yet. */
    @FunctionalInterface
    interface Factory {
        ServerRuntime create(ServerConfig config, int port);
    }
}
