package io.redisguard.command;

/** Whether a command may be sent again when nobody knows if the server executed it the first time. */
public enum Repeat {
    /** Changes nothing: the reply differs only as the data do while time passes. */
    READ,
    /** Done twice, it leaves the same data and answers the same as done once. */
    WRITE,
    /** Done twice, it leaves the same data as done once, but the second reply is another one. */
    STATE_ONLY,
    /** The subcommand or the options decide; {@link RepeatRules} reads them. */
    BY_ARGUMENTS,
    /** Runs code of the caller: unknown what it does, and an error reply does not prove that nothing was done. */
    SCRIPT,
    /** Would do its work a second time, or belongs to the state of one connection. */
    NEVER
}
