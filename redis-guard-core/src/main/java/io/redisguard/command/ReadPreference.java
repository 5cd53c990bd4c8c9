package io.redisguard.command;

/** Which server answers reads. */
public enum ReadPreference {
    /** The primary, which has everything. */
    PRIMARY,
    /**
     * A replica that is not far behind, if there is one; otherwise the primary. What this guard has written itself not
     * long ago, it reads from the primary.
     */
    REPLICA
}
