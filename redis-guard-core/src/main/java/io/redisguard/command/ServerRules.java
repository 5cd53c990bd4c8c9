package io.redisguard.command;

import static io.redisguard.command.ArgumentRule.readIf;
import static io.redisguard.command.ArgumentRule.writeIf;
import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** The rules for functions, the server itself, and its modules: JSON, time series, search. */
final class ServerRules {
    private static final Set<String> ROOT = Set.of("$", ".");
    private static final Set<String> SAME_TWICE = Set.of("LAST", "FIRST", "MIN", "MAX");
    private static final int FIRST_PATH = 1;
    private static final int PER_DOCUMENT = 3;

    static final Map<String, ArgumentRule> RULES = Map.ofEntries(
            entry("FUNCTION LOAD", writeIf(a -> a.count() == 3 && a.word(1).equals("REPLACE"))),
            entry(
                    "FUNCTION RESTORE",
                    writeIf(a -> a.count() == 3 && Set.of("REPLACE", "FLUSH").contains(a.word(2)))),
            entry("ACL LOG", readIf(a -> a.count() == 1 || Numbers.of(a.word(1)) >= 0)),
            entry("JSON.SET", writeIf(a -> a.count() == 3 && isOnePlace(a.word(FIRST_PATH)))),
            entry("JSON.MSET", writeIf(ServerRules::setsWholeDocuments)),
            entry("TS.ADD", writeIf(ServerRules::addsOneSample)),
            entry("FT.SUGADD", writeIf(a -> isWithout("INCR", a))),
            entry("FT.AGGREGATE", readIf(a -> isWithout("WITHCURSOR", a))),
            entry("FT.HYBRID", readIf(a -> isWithout("WITHCURSOR", a))),
            entry("FT.PROFILE", readIf(a -> isWithout("WITHCURSOR", a))));

    private ServerRules() {}

    /** A search or a filter may find other places in what the first run has set. */
    private static boolean isOnePlace(String path) {
        return !path.isEmpty() && !path.contains("..") && !path.contains("?");
    }

    private static boolean setsWholeDocuments(CommandArguments arguments) {
        for (int i = FIRST_PATH; i < arguments.count(); i += PER_DOCUMENT) {
            if (!ROOT.contains(arguments.word(i))) {
                return false;
            }
        }
        return arguments.count() > 0 && arguments.count() % PER_DOCUMENT == 0;
    }

    private static boolean addsOneSample(CommandArguments arguments) {
        Options options = Options.read(arguments, 3, "RETENTION:1 ENCODING:1 CHUNK_SIZE:1 ON_DUPLICATE:1");
        return options.areAll()
                && Numbers.of(arguments.word(1)) >= 0
                && SAME_TWICE.contains(options.value("ON_DUPLICATE"));
    }

    /** The modules seek these words anywhere among the arguments, so does this. */
    private static boolean isWithout(String word, CommandArguments arguments) {
        for (int i = 1; i < arguments.count(); i++) {
            if (arguments.word(i).equals(word)) {
                return false;
            }
        }
        return true;
    }
}
