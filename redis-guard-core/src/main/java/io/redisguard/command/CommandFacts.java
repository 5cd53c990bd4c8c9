package io.redisguard.command;

/**
 * What is known about a command before looking at its arguments.
 *
 * @param name upper-case name, for instance {@code GET} or {@code CONFIG SET}
 * @param commandClass which deadline it gets
 * @param effect what it does to its connection
 * @param repeat whether it may be sent again
 * @param keys which of its arguments are keys
 * @param danger why an application must not send it
 * @param reply how large its reply may be
 * @param expiry whether it can leave a key that never expires
 * @param container whether its first argument is the name of a subcommand that has facts of its own
 */
public record CommandFacts(
        String name,
        CommandClass commandClass,
        ConnectionEffect effect,
        Repeat repeat,
        KeyPositions keys,
        Danger danger,
        ReplySize reply,
        Expiry expiry,
        boolean container) {}
