package io.redisguard.command;

/** Whether a command can leave a key that never expires. */
public enum Expiry {
    /**
     * It makes no key and takes no time to live away. So do commands that only change a key that is there, and those
     * that carry a value over together with its time to live: RENAME, COPY, MOVE.
     */
    NONE,
    /** It may make a key that never expires, or takes the time to live away. */
    LACKS,
    /** It always sets a time to live. */
    SETS,
    /** The options decide; {@link ExpiryRules} reads them. */
    BY_ARGUMENTS
}
