package io.redisguard.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known about each command, from the table {@code commands.tsv}. A command that is not in it counts as fast,
 * leaves its connection as it is and is never repeated. Immutable.
 */
public final class CommandCatalog {
    private static final Map<String, CommandFacts> TABLE = CatalogTable.load();
    private static final char BEFORE_SUBCOMMAND = ' ';

    private CommandCatalog() {}

    /** Returns what {@code CLIENT} with this upper-case subcommand does to its connection. */
    public static ConnectionEffect effectOfClient(String subcommand) {
        return facts("CLIENT", subcommand).effect();
    }

    /** Returns the upper-case names of all commands that are slow, that wait, or that change their connection. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        TABLE.forEach((name, facts) -> {
            boolean ordinary = facts.commandClass() == CommandClass.FAST && facts.effect() == ConnectionEffect.NONE;
            if (!ordinary && name.indexOf(BEFORE_SUBCOMMAND) < 0) {
                names.add(name);
            }
        });
        return names;
    }

    /** Returns the facts about the command with this upper-case name. */
    public static CommandFacts facts(String name) {
        CommandFacts known = name.indexOf(BEFORE_SUBCOMMAND) < 0 ? TABLE.get(name) : null;
        return known != null ? known : unknown(name);
    }

    /** Returns the facts about a subcommand, both names in upper case. */
    static CommandFacts facts(String command, String subcommand) {
        String name = command + BEFORE_SUBCOMMAND + subcommand;
        CommandFacts known = TABLE.get(name);
        return known != null ? known : unknown(name);
    }

    private static CommandFacts unknown(String name) {
        return new CommandFacts(name, CommandClass.FAST, ConnectionEffect.NONE, Repeat.NEVER);
    }
}
