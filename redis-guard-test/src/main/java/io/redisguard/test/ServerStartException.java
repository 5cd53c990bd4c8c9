package io.redisguard.test;

import org.jspecify.annotations.Nullable;

/** A server that did not come up; {@link #isPortTaken()} tells the one reason worth another attempt. */
final class ServerStartException extends IllegalStateException {
    private final boolean portTaken;

    ServerStartException(String message, String evidence, @Nullable Throwable cause) {
        super(message, cause);
        portTaken = evidence.contains("Address already in use")
                || evidence.contains("address already in use")
                || evidence.contains("port is already allocated");
    }

    boolean isPortTaken() {
        return portTaken;
    }
}
