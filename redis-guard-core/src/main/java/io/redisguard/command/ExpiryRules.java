package io.redisguard.command;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Decides from a command and its arguments whether it can leave a key that never expires. */
public final class ExpiryRules {
    private static final Set<String> SETTING = Set.of("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT");

    /** Commands that write their first key and read the others. */
    private static final Set<String> WRITE_THE_FIRST = Set.of(
            "BITOP",
            "GEOSEARCHSTORE",
            "PFMERGE",
            "SDIFFSTORE",
            "SINTERSTORE",
            "SUNIONSTORE",
            "TDIGEST.MERGE",
            "ZDIFFSTORE",
            "ZINTERSTORE",
            "ZRANGESTORE",
            "ZUNIONSTORE");

    /** Commands that write their last key, and of the others make none. */
    private static final Set<String> WRITE_THE_LAST = Set.of(
            "BLMOVE",
            "BLMOVEM",
            "BRPOPLPUSH",
            "GEORADIUS",
            "GEORADIUSBYMEMBER",
            "LMOVE",
            "LMOVEM",
            "RPOPLPUSH",
            "SMOVE",
            "SORT");

    private static final Map<String, Predicate<CommandArguments>> RULES = Map.ofEntries(
            entry("SET", a -> setsNone(a, 2)),
            entry("MSETEX", ExpiryRules::setsNoneOfMany),
            entry("GETEX", a -> a.word(1).equals("PERSIST")),
            entry("INCREX", ExpiryRules::countsWithout),
            entry("HSETEX", ExpiryRules::mayMakeHash),
            entry("ZADD", a -> !updatesOnly(a)),
            entry("GEOADD", a -> !updatesOnly(a)),
            entry("XADD", ExpiryRules::mayMakeStream),
            entry("XGROUP CREATE", a -> isAmong(a, "MKSTREAM", 4)),
            entry("RESTORE", a -> Numbers.of(a.word(1)) == 0),
            entry("RESTORE-ASKING", a -> Numbers.of(a.word(1)) == 0),
            entry("SORT", a -> storesInto("SORT", a)),
            entry("GEORADIUS", a -> storesInto("GEORADIUS", a)),
            entry("GEORADIUSBYMEMBER", a -> storesInto("GEORADIUSBYMEMBER", a)),
            entry("BITFIELD", ExpiryRules::setsBits),
            entry("JSON.SET", a -> isRoot(a.word(1))),
            entry("JSON.MERGE", a -> isRoot(a.word(1))),
            entry("JSON.MSET", ExpiryRules::setsDocument),
            entry("BF.INSERT", ExpiryRules::mayMakeFilter),
            entry("CF.INSERT", ExpiryRules::mayMakeFilter),
            entry("CF.INSERTNX", ExpiryRules::mayMakeFilter));

    private ExpiryRules() {}

    /**
     * Tells whether the command may leave a key without a time to live: one that it makes, overwrites or persists. It
     * says yes wherever that depends on the data, so a no is certain for all keys that the command makes; but for
     * RENAME, RENAMENX and COPY, whose last key gets the time to live of the first.
     *
     * @param facts those of the command or those of its subcommand
     */
    public static boolean leavesNoExpiry(CommandFacts facts, CommandArguments arguments) {
        CommandFacts own = CommandCatalog.ofSubcommand(facts, arguments);
        return switch (own.expiry()) {
            case NONE, SETS -> false;
            case LACKS -> true;
            case BY_ARGUMENTS -> {
                Predicate<CommandArguments> rule = RULES.get(own.name());
                yield rule == null || rule.test(arguments);
            }
        };
    }

    /**
     * Tells whether a key of the command, of which {@link #leavesNoExpiry} is true, is one that it writes.
     *
     * @param key index of the key among the arguments
     */
    public static boolean writes(CommandFacts facts, CommandArguments arguments, int key) {
        KeyPositions keys = facts.keys();
        if (WRITE_THE_FIRST.contains(facts.name())) {
            return keys.first(arguments) == key;
        }
        return !WRITE_THE_LAST.contains(facts.name()) || keys.after(arguments, key) < 0;
    }

    /** Tells whether the command does nothing but set the time to live of a key, its first argument. */
    public static boolean setsExpiry(CommandFacts facts) {
        return SETTING.contains(facts.name());
    }

    /** Tells whether each key of the command has a time to live when it is done. */
    public static boolean givesExpiry(CommandFacts facts, CommandArguments arguments) {
        return switch (facts.name()) {
            case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT" ->
                !isAmong(arguments, "XX", 2) && !isAmong(arguments, "GT", 2);
            case "SET" -> hasLifetime(arguments, 2);
            case "GETEX" -> hasLifetime(arguments, 1);
            case "RESTORE" -> !leavesNoExpiry(facts, arguments);
            default -> facts.expiry() == Expiry.SETS;
        };
    }

    private static boolean hasLifetime(CommandArguments arguments, int from) {
        for (int i = from; i < arguments.count(); i++) {
            if (isLifetime(arguments.word(i))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the names of all commands and subcommands that have a rule. */
    static Set<String> names() {
        return RULES.keySet();
    }

    private static boolean isLifetime(String option) {
        return switch (option) {
            case "EX", "PX", "EXAT", "PXAT" -> true;
            default -> false;
        };
    }

    /** A kept time to live is one only of a key that is there, which KEEPTTL alone does not make sure of. */
    private static boolean setsNone(CommandArguments arguments, int firstOption) {
        boolean keeps = false;
        boolean exists = false;
        int at = firstOption;
        while (at < arguments.count()) {
            String option = arguments.word(at);
            if (isLifetime(option)) {
                return false;
            }
            keeps |= option.equals("KEEPTTL");
            boolean compares = switch (option) {
                case "IFEQ", "IFDEQ", "IFNE", "IFDNE" -> true;
                default -> false;
            };
            exists |= option.equals("XX") || option.equals("IFEQ") || option.equals("IFDEQ");
            at += compares ? 2 : 1;
        }
        return !keeps || !exists;
    }

    private static boolean setsNoneOfMany(CommandArguments arguments) {
        long keys = Numbers.of(arguments.word(0));
        boolean areThere = keys > 0 && keys <= arguments.count() / 2;
        return !areThere || setsNone(arguments, 1 + 2 * (int) keys);
    }

    private static boolean countsWithout(CommandArguments arguments) {
        int at = 1;
        while (at < arguments.count()) {
            String option = arguments.word(at);
            if (isLifetime(option)) {
                return false;
            }
            at += switch (option) {
                case "BYINT", "BYFLOAT", "LBOUND", "UBOUND" -> 2;
                default -> 1;
            };
        }
        return true;
    }

    private static boolean mayMakeHash(CommandArguments arguments) {
        int at = 1;
        String option = arguments.word(at);
        while (isLifetime(option) || option.equals("KEEPTTL")) {
            at += isLifetime(option) ? 2 : 1;
            option = arguments.word(at);
        }
        return !option.equals("FXX");
    }

    private static boolean updatesOnly(CommandArguments arguments) {
        for (int i = 1; i < arguments.count(); i++) {
            switch (arguments.word(i)) {
                case "XX" -> {
                    return true;
                }
                case "NX", "GT", "LT", "CH", "INCR" -> {}
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean mayMakeStream(CommandArguments arguments) {
        int at = 1;
        while (at < arguments.count()) {
            switch (arguments.word(at)) {
                case "NOMKSTREAM" -> {
                    return false;
                }
                case "KEEPREF", "DELREF", "ACKED" -> at += 1;
                case "LIMIT", "IDMPAUTO" -> at += 2;
                case "IDMP" -> at += 3;
                case "MAXLEN", "MINID" -> at += isSign(arguments.word(at + 1)) ? 3 : 2;
                default -> {
                    return true;
                }
            }
        }
        return true;
    }

    private static boolean isSign(String word) {
        return word.equals("=") || word.equals("~");
    }

    private static boolean isAmong(CommandArguments arguments, String option, int from) {
        for (int i = from; i < arguments.count(); i++) {
            if (arguments.word(i).equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** The key that is read comes first, the one that is written behind it. */
    private static boolean storesInto(String command, CommandArguments arguments) {
        return CommandCatalog.facts(command).keys().after(arguments, 0) > 0;
    }

    private static boolean setsBits(CommandArguments arguments) {
        int at = 1;
        while (at < arguments.count()) {
            switch (arguments.word(at)) {
                case "GET" -> at += 3;
                case "OVERFLOW" -> at += 2;
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    /** Only the root makes a document, all other paths lead into one that is there. */
    private static boolean isRoot(String path) {
        return path.equals("$") || path.equals(".");
    }

    private static boolean setsDocument(CommandArguments arguments) {
        for (int i = 1; i < arguments.count(); i += 3) {
            if (isRoot(arguments.word(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayMakeFilter(CommandArguments arguments) {
        for (int i = 1; i < arguments.count(); i++) {
            switch (arguments.word(i)) {
                case "NOCREATE" -> {
                    return false;
                }
                case "ITEMS" -> {
                    return true;
                }
                default -> {}
            }
        }
        return true;
    }
}
