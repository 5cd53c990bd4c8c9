package io.redisguard.connection;

/** What happens when the server cannot be reached while a guard is built. */
public enum StartUp {
    /** Building fails. */
    FAIL_FAST,
    /**
     * Building succeeds after one attempt; calls fail at once, as unsent, until a connection is made in the background.
     */
    LAZY
}
