package io.redisguard.test;

/** One of the two ways bytes flow through a {@link FaultProxy}. */
public enum Direction {
    /** From the client to the server: commands. */
    TO_SERVER,
    /** From the server to the client: replies and push messages. */
    TO_CLIENT
}
