package io.redisguard.observe;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/** What is told of one call, without its arguments. Written before it is handed to handlers. */
public final class CallObservationContext extends SenderContext<Object> {
    private final String operation;
    private final ServerName server;
    private String errorType = GuardTag.NONE;
    private String statusCode = GuardTag.NONE;

    CallObservationContext(String operation, ServerName server) {
        super((carrier, key, value) -> {}, Kind.CLIENT);
        this.operation = operation;
        this.server = server;
        setRemoteServiceName("redis");
    }

    void failed(String type, String code) {
        errorType = type;
        statusCode = code;
    }

    /** Returns the name of the command in upper case, or {@value GuardTag#OTHER}. */
    public String operation() {
        return operation;
    }

    /** Returns the host of the server, or its socket. */
    public String serverAddress() {
        return server.address();
    }

    /** Returns the port of the server, or {@value GuardTag#NONE}. */
    public String serverPort() {
        return server.port();
    }

    /** Returns why the call failed, see {@link GuardTag#ERROR_TYPE}; {@value GuardTag#NONE} before its end. */
    public String errorType() {
        return errorType;
    }

    /** Returns the code of the server's error, see {@link GuardTag#STATUS_CODE}. */
    public String statusCode() {
        return statusCode;
    }
}
