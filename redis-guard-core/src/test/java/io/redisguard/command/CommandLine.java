package io.redisguard.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A command as it is typed: its name and its arguments with blanks between; {@code ~} is a blank within one. */
record CommandLine(List<String> words) implements CommandArguments {
    static CommandLine of(String line) {
        return new CommandLine(Stream.of(line.split(" ", -1))
                .map(word -> word.replace('~', ' '))
                .toList());
    }

    Repeat repeat() {
        return RepeatRules.of(CommandCatalog.facts(words.get(0).toUpperCase(Locale.ROOT)), this);
    }

    @Override
    public int count() {
        return words.size() - 1;
    }

    @Override
    public String word(int index) {
        int position = index < 0 ? words.size() + index : index + 1;
        boolean isKept =
                position > 0 && position < words.size() && words.get(position).length() <= 32;
        return isKept ? words.get(position).toUpperCase(Locale.ROOT) : "";
    }

    @Override
    public boolean same(int one, int other) {
        return Math.min(one, other) >= 0
                && Math.max(one, other) < count()
                && words.get(one + 1).equals(words.get(other + 1));
    }
}
