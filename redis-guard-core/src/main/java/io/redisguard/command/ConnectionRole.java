package io.redisguard.command;

/** What a connection is for. */
public enum ConnectionRole {
    /** Carries the ordinary commands of everybody at once. */
    SHARED,
    /** Belongs to one caller at a time, who may change its state. */
    EXCLUSIVE,
    /** Carries one call at a time that waits on the server. */
    BLOCKING
}
