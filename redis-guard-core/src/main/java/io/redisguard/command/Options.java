package io.redisguard.command;

import java.util.HashMap;
import java.util.Map;

/**
 * The options of one command, read the way the server reads them: word by word, each with the values behind it. So a
 * key or a value that happens to be the name of an option is not taken for one.
 */
final class Options {
    private final CommandArguments arguments;
    private final Map<String, Integer> positions = new HashMap<>();
    private int end;

    private Options(CommandArguments arguments, int from) {
        this.arguments = arguments;
        this.end = from;
    }

    /**
     * Reads options until the first word that is none.
     *
     * @param known the options, each with the number of its values: {@code "EX:1 KEEPTTL:0"}
     */
    static Options read(CommandArguments arguments, int from, String known) {
        Map<String, Integer> values = new HashMap<>();
        for (String option : known.split(" ", -1)) {
            int colon = option.indexOf(':');
            values.put(option.substring(0, colon), Integer.valueOf(option.substring(colon + 1)));
        }
        Options options = new Options(arguments, from);
        for (Integer taken = values.get(options.next()); taken != null; taken = values.get(options.next())) {
            options.positions.put(options.next(), options.end);
            options.end += 1 + taken;
        }
        return options;
    }

    /** Returns the word behind the options, empty when there is none. */
    String next() {
        return arguments.word(end);
    }

    /** Returns the index of the first argument behind the options. */
    int end() {
        return end;
    }

    /** Tells whether nothing stands behind the options: none of them is unknown, none lacks its value. */
    boolean areAll() {
        return end == arguments.count();
    }

    boolean areNone() {
        return positions.isEmpty();
    }

    boolean has(String option) {
        return positions.containsKey(option);
    }

    /** Returns the value of an option, empty when the option is missing. */
    String value(String option) {
        Integer position = positions.get(option);
        return position == null ? "" : arguments.word(position + 1);
    }

    /** Tells whether the value of an option has the same bytes as the argument with this index. */
    boolean hasValue(String option, int index) {
        Integer position = positions.get(option);
        return position != null && arguments.same(index, position + 1);
    }
}
