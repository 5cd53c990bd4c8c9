package io.redisguard.command;

/** How long a command may take by its nature; each class has a deadline of its own. */
public enum CommandClass {
    /** Answers at once: nearly all commands. */
    FAST,
    /** Does work that grows with the data, or runs a script. */
    SLOW,
    /** Waits on the server for as long as its own argument says. */
    BLOCKING
}
