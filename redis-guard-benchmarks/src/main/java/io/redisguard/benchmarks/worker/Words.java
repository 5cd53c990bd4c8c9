package io.redisguard.benchmarks.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names and values as they go from JVM to JVM: {@code name=value name=value}. */
final class Words {
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern WORD = Pattern.compile("[^\\s=]+");

    private Words() {}

    static String of(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> checked(entry.getKey()) + "=" + checked(entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    /**
     * Returns what {@link #of} was given.
     *
     * @throws IllegalArgumentException when the text is of another kind
     */
    static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        SPACES.splitAsStream(text).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            String[] sides = pair.split("=", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("'" + pair + "' is not of the form name=value.");
            }
            values.put(sides[0], sides[1]);
        });
        return values;
    }

    /** Returns the first word, and the rest or nothing. */
    static String[] firstAndRest(String line) {
        String[] parts = SPACES.split(line, 2);
        return parts.length == 2 ? parts : new String[] {parts[0], ""};
    }

    private static String checked(String word) {
        if (!WORD.matcher(word).matches()) {
            throw new IllegalArgumentException("'" + word + "' is empty or contains a space or '='.");
        }
        return word;
    }
}
