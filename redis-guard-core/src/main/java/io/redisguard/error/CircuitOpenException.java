package io.redisguard.error;

/** The circuit breaker of the node is open, or half open with no probe left; nothing was sent. */
public final class CircuitOpenException extends RedisGuardException {
    private static final long serialVersionUID = 1L;

    private final String server;

    /** Creates the failure of a command for a node that does not answer in time, or cannot serve. */
    public CircuitOpenException(String message, String server) {
        super(message, null, CallOutcome.REJECTED, false);
        this.server = server;
    }

    /** Returns {@code host:port} of the node, or its socket. */
    public String server() {
        return server;
    }
}
