package io.redisguard.lettuce;

import java.time.Duration;

/**
 * What the client underneath is set to where its user has not chosen.
 *
 * @param connectTimeout time for a connection to be made, and once more for its handshake
 * @param tcpUserTimeout time after which the kernel gives up a connection whose bytes are not acknowledged
 * @param keepAliveIdle silence after which the kernel asks whether the peer is alive
 * @param keepAliveInterval time between two such questions
 * @param keepAliveCount unanswered questions after which the kernel gives up the connection
 * @param clientName name that the server shows in {@code CLIENT LIST}
 * @param queueSize commands that Lettuce may hold at most; above what the in-flight limit lets through
 * @param security what connections demand of servers, and show of themselves
 */
public record DriverSettings(
        Duration connectTimeout,
        Duration tcpUserTimeout,
        Duration keepAliveIdle,
        Duration keepAliveInterval,
        int keepAliveCount,
        String clientName,
        int queueSize,
        SecuritySettings security) {
    /** Settings with the default security. */
    public DriverSettings(
            Duration connectTimeout,
            Duration tcpUserTimeout,
            Duration keepAliveIdle,
            Duration keepAliveInterval,
            int keepAliveCount,
            String clientName,
            int queueSize) {
        this(
                connectTimeout,
                tcpUserTimeout,
                keepAliveIdle,
                keepAliveInterval,
                keepAliveCount,
                clientName,
                queueSize,
                SecuritySettings.DEFAULT);
    }
}
