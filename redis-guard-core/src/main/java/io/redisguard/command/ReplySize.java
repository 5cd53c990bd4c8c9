package io.redisguard.command;

/** How large the reply of a command may be. */
public enum ReplySize {
    /** What the command names, a number, or a part: it does not grow with the data. */
    BOUNDED,
    /** The whole collection, or all keys: it grows with the data, whatever the arguments are. */
    WHOLE,
    /** The arguments decide, {@link ReplyRules} reads them: a range or an option may bound it. */
    BY_ARGUMENTS
}
