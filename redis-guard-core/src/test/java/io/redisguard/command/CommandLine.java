package io.redisguard.command;

import io.redisguard.simulation.TextArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A command as it is typed: its name and its arguments with blanks between; {@code ~} is a blank within one. */
record CommandLine(List<String> words) {
    static CommandLine of(String line) {
        return new CommandLine(words(line));
    }

    /** Returns the words of a line, none for an empty one. */
    static List<String> words(String line) {
        return line.isEmpty()
                ? List.of()
                : Stream.of(line.split(" ", -1))
                        .map(word -> word.replace('~', ' '))
                        .toList();
    }

    CommandFacts facts() {
        return CommandCatalog.facts(words.get(0).toUpperCase(Locale.ROOT));
    }

    CommandArguments arguments() {
        return new TextArguments(words.subList(1, words.size()));
    }

    Repeat repeat() {
        return RepeatRules.of(facts(), arguments());
    }

    /** Returns the arguments that are keys by what the catalogue knows of the command and its subcommand. */
    List<String> keys() {
        CommandArguments arguments = arguments();
        KeyPositions positions = CommandCatalog.ofSubcommand(facts(), arguments).keys();
        List<String> keys = new ArrayList<>();
        for (int i = positions.first(arguments); i >= 0; i = positions.after(arguments, i)) {
            keys.add(words.get(i + 1));
        }
        return keys;
    }

    boolean isUnbounded() {
        return ReplyRules.isUnbounded(facts(), arguments());
    }

    boolean leavesNoExpiry() {
        return ExpiryRules.leavesNoExpiry(facts(), arguments());
    }
}
