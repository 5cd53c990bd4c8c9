package io.redisguard.command;

/**
 * What is known about a command before looking at its arguments.
 *
 * @param name upper-case name, for instance {@code GET}
 * @param commandClass which deadline it gets
 * @param effect what it does to its connection
 * @param repeat whether it may be sent again
 */
public record CommandFacts(String name, CommandClass commandClass, ConnectionEffect effect, Repeat repeat) {}
