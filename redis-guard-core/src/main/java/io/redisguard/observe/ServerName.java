package io.redisguard.observe;

import io.micrometer.core.instrument.Tags;

/**
 * A server as tags name it.
 *
 * @param address host, or the path of a socket
 * @param port port, or {@value GuardTag#NONE} for a socket
 */
record ServerName(String address, String port) {
    /** Takes {@code host:port}, or the path of a socket. */
    static ServerName of(String server) {
        int colon = server.lastIndexOf(':');
        boolean isSocket = colon < 0 || server.startsWith("/");
        return isSocket
                ? new ServerName(server, GuardTag.NONE)
                : new ServerName(server.substring(0, colon), server.substring(colon + 1));
    }

    Tags tags() {
        return Tags.of(GuardTag.SERVER_ADDRESS.key(), address, GuardTag.SERVER_PORT.key(), port);
    }
}
