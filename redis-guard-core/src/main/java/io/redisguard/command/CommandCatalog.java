package io.redisguard.command;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known about each command, from the table {@code commands.tsv}. A command that is not in it counts as fast and
 * harmless, leaves its connection as it is, has no keys that are known, and is never repeated. Immutable.
 */
public final class CommandCatalog {
    private static final Map<String, CommandFacts> TABLE = CatalogTable.load();
    private static final char BEFORE_SUBCOMMAND = ' ';
    private static final String CUT = "...";

    /** Names that callers make up are not shown any longer; the longest of the table has half of it. */
    private static final int LONGEST_UNKNOWN_NAME = 64;

    private CommandCatalog() {}

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

    /** Tells whether the table has the command or subcommand: {@code GET}, {@code config set}. */
    public static boolean isKnown(String name) {
        return TABLE.containsKey(name.toUpperCase(Locale.ROOT));
    }

    /** Tells whether the table has the command, and whether that is all that can be said: {@code CONFIG} is not. */
    public static boolean isWhole(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return isKnown(upper) && (upper.indexOf(BEFORE_SUBCOMMAND) >= 0 || isKnown(facts(upper, "")));
    }

    /** Returns the facts about all commands and subcommands of the table. */
    public static Collection<CommandFacts> all() {
        return TABLE.values();
    }

    /**
     * Returns the facts about the command with this upper-case name. Those of one that is not in the table bear its
     * name only up to the first character that no name of a command has: what follows may be anything.
     */
    public static CommandFacts facts(String name) {
        CommandFacts known = name.indexOf(BEFORE_SUBCOMMAND) < 0 ? TABLE.get(name) : null;
        return known != null ? known : unknown(shown(name), CommandClass.FAST, ConnectionEffect.NONE, Danger.NONE);
    }

    /**
     * Returns the facts about a subcommand, both names in upper case. Those of one that is not in the table bear the
     * name of the command alone, since a word that no table holds may be anything; those of a command without
     * subcommands, and of {@code COMMAND} alone, are the command's own.
     */
    public static CommandFacts facts(String command, String subcommand) {
        CommandFacts container = facts(command);
        boolean stands = subcommand.isEmpty() && container.repeat() != Repeat.BY_ARGUMENTS;
        if (!container.container() || stands) {
            return container;
        }
        CommandFacts known = TABLE.get(command + BEFORE_SUBCOMMAND + subcommand);
        return known != null ? known : unknownOf(container);
    }

    /** Tells whether the facts come from the table, which is not so of an unknown command or subcommand. */
    public static boolean isKnown(CommandFacts facts) {
        return facts.equals(TABLE.get(facts.name()));
    }

    /** Returns the facts about the subcommand that the arguments begin with, or the facts given when there is none. */
    static CommandFacts ofSubcommand(CommandFacts facts, CommandArguments arguments) {
        return facts.container() ? facts(facts.name(), arguments.word(0)) : facts;
    }

    private static CommandFacts unknownOf(CommandFacts container) {
        boolean open = container.effect() == ConnectionEffect.BY_SUBCOMMAND;
        return unknown(
                container.name(),
                container.commandClass(),
                open ? ConnectionEffect.NONE : container.effect(),
                container.danger());
    }

    private static String shown(String name) {
        int length = Math.min(name.length(), LONGEST_UNKNOWN_NAME);
        for (int i = 0; i < length; i++) {
            if (!isOfNames(name.charAt(i))) {
                return name.substring(0, i) + CUT;
            }
        }
        return length == name.length() ? name : name.substring(0, length) + CUT;
    }

    private static boolean isOfNames(char character) {
        return (character >= 'A' && character <= 'Z')
                || (character >= 'a' && character <= 'z')
                || (character >= '0' && character <= '9')
                || "._-".indexOf(character) >= 0;
    }

    private static CommandFacts unknown(
            String name, CommandClass commandClass, ConnectionEffect effect, Danger danger) {
        return new CommandFacts(
                name,
                commandClass,
                effect,
                Repeat.NEVER,
                KeyPositions.NONE,
                danger,
                ReplySize.BOUNDED,
                Expiry.NONE,
                false);
    }
}
