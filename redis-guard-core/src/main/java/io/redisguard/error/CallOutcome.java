package io.redisguard.error;

/** How a call ended. Every call ends in exactly one of these. */
public enum CallOutcome {
    /** The server answered and the answer is no error. */
    SUCCESS,
    /** redis-guard refused the call; nothing was sent. */
    REJECTED,
    /** Time was up before the command was sent; it never will be. */
    DEADLINE_BEFORE_SENDING,
    /** Time was up after the command was sent; the server may have executed it. */
    DEADLINE_AFTER_SENDING,
    /** The connection was down or went down before the command was sent; it never will be. */
    CONNECTION_LOST_BEFORE_SENDING,
    /** The connection went down after the command was sent; the server may have executed it. */
    CONNECTION_LOST_AFTER_SENDING,
    /** The server answered with an error. */
    SERVER_ERROR,
    /** The arguments could not be turned into bytes; nothing was sent. */
    CANNOT_ENCODE,
    /** The server executed the command, but its reply could not be turned into a value. */
    CANNOT_DECODE,
    /** The calling thread was interrupted while it waited. */
    INTERRUPTED,
    /** The caller cancelled the call. */
    CANCELLED,
    /** The guard was closed before the call ended. */
    CLOSED
}
