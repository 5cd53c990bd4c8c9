package io.redisguard.command;

import static io.redisguard.command.ArgumentRule.writeIf;
import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for sorted sets, places, streams, and for commands that store what they computed from other keys. */
final class CollectionRules {
    private static final String WITHIN_RADIUS =
            "WITHCOORD:0 WITHDIST:0 WITHHASH:0 COUNT:1 ANY:0 ASC:0 DESC:0 STORE:1 STOREDIST:1";
    private static final int AFTER_PLACE = 5;
    private static final int AFTER_MEMBER = 4;

    private static final int MIN_IDLE = 3;
    private static final int FIRST_ID = 4;
    private static final Pattern ID = Pattern.compile("[0-9]+(-[0-9]+)?");

    static final Map<String, ArgumentRule> RULES = Map.ofEntries(
            entry("ZADD", writeIf(a -> onlyUpdates(Options.read(a, 1, "XX:0 GT:0 LT:0")))),
            entry("GEOADD", writeIf(a -> onlyUpdates(Options.read(a, 1, "XX:0")))),
            entry("XCLAIM", writeIf(CollectionRules::claimsAgain)),
            entry("BITOP", writeIf(a -> storesElsewhere(a, 1))),
            entry("SDIFFSTORE", writeIf(a -> storesElsewhere(a, 0))),
            entry("ZDIFFSTORE", writeIf(a -> storesElsewhere(a, 0))),
            entry("ZINTERSTORE", writeIf(a -> storesElsewhere(a, 0))),
            entry("ZUNIONSTORE", writeIf(a -> storesElsewhere(a, 0))),
            entry("ZRANGESTORE", writeIf(a -> storesElsewhere(a, 0))),
            entry("GEOSEARCHSTORE", writeIf(a -> storesElsewhere(a, 0))),
            entry("GEORADIUS", a -> readOrStore(Options.read(a, AFTER_PLACE, WITHIN_RADIUS))),
            entry("GEORADIUSBYMEMBER", a -> readOrStore(Options.read(a, AFTER_MEMBER, WITHIN_RADIUS))),
            entry("SORT", CollectionRules::sort));

    private CollectionRules() {}

    /** Without XX the reply counts the members that are new, with CH the changed ones: none of them the second time. */
    private static boolean onlyUpdates(Options options) {
        return options.has("XX") && !Set.of("NX", "CH", "INCR").contains(options.next());
    }

    /**
     * Tells whether the command hands entries over without counting a delivery. It starts their idle time anew, so any
     * wish for a least idle time leaves them out the second time.
     */
    private static boolean claimsAgain(CommandArguments arguments) {
        int firstOption = FIRST_ID;
        while (ID.matcher(arguments.word(firstOption)).matches()) {
            firstOption++;
        }
        Options options = Options.read(arguments, firstOption, "IDLE:1 TIME:1 RETRYCOUNT:1 LASTID:1 FORCE:0 JUSTID:0");
        return options.areAll()
                && options.has("JUSTID")
                && arguments.word(MIN_IDLE).equals("0");
    }

    /** A source that the first run overwrites gives another result to the second. */
    private static boolean storesElsewhere(CommandArguments arguments, int destination) {
        for (int i = destination + 1; i < arguments.count(); i++) {
            if (arguments.same(destination, i)) {
                return false;
            }
        }
        return arguments.count() > destination + 1;
    }

    private static Repeat sort(CommandArguments arguments) {
        Options options = Options.read(arguments, 1, "BY:1 LIMIT:2 GET:1 STORE:1 ASC:0 DESC:0 ALPHA:0");
        boolean stores = options.has("STORE");
        // what BY and GET look up may be the key that STORE overwrites
        boolean looksUp = options.has("BY") || options.has("GET");
        return stores && looksUp ? Repeat.NEVER : readOrStore(options);
    }

    private static Repeat readOrStore(Options options) {
        if (!options.areAll()) {
            return Repeat.NEVER;
        }
        if (!options.has("STORE") && !options.has("STOREDIST")) {
            return Repeat.READ;
        }
        boolean overwritesSource = options.hasValue("STORE", 0) || options.hasValue("STOREDIST", 0);
        return overwritesSource ? Repeat.NEVER : Repeat.WRITE;
    }
}
