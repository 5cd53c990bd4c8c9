package io.redisguard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which package may use which: only those of smaller levels. The names above {@code road} and below the root are
 * reserved for recipes; there are no such packages yet.
 */
final class Levels {
    private static final String ROOT = "io.redisguard";

    private static final List<List<String>> FROM_BELOW = List.of(
            List.of("internal"),
            List.of("error"),
            List.of("command"),
            List.of("lettuce"),
            List.of("connection"),
            List.of("resilience", "policy", "observe"),
            List.of("road"),
            List.of("key"),
            List.of("script", "codec"),
            List.of("scan", "batch", "transaction", "pubsub"),
            List.of("cache", "lock", "ratelimit", "stream", "queue", "structure"),
            List.of("doctor"),
            List.of("")); // the root package itself

    private static final Map<String, Integer> OF = IntStream.range(0, FROM_BELOW.size())
            .boxed()
            .flatMap(level -> FROM_BELOW.get(level).stream().map(name -> Map.entry(name, level)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private Levels() {}

    /** Returns whether the package is in the table; subpackages belong to their parents. */
    static boolean isKnown(String packageName) {
        return OF.containsKey(nameOf(packageName));
    }

    /** Returns what is wrong with a package that uses another one, if anything. */
    static Optional<String> problem(String from, String to) {
        String user = nameOf(from);
        String used = nameOf(to);
        if (!isKnown(from) || !isKnown(to)) {
            return Optional.of(from + " or " + to + " is not in the table of levels");
        }
        int above = OF.getOrDefault(user, -1);
        int below = OF.getOrDefault(used, FROM_BELOW.size());
        return user.equals(used) || above > below
                ? Optional.empty()
                : Optional.of(from + " (level " + above + ") uses " + to + " (level " + below + ")");
    }

    private static String nameOf(String packageName) {
        if (packageName.equals(ROOT)) {
            return "";
        }
        return packageName.startsWith(ROOT + ".")
                ? packageName.substring(ROOT.length() + 1).split("\\.", 2)[0]
                : "?";
    }
}
