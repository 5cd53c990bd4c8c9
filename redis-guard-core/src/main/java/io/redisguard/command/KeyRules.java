package io.redisguard.command;

import static io.redisguard.command.ArgumentRule.readIf;
import static io.redisguard.command.ArgumentRule.writeIf;
import static java.util.Map.entry;

import java.util.Map;

/** The rules for strings, hash fields, lifetimes and keys as a whole. */
final class KeyRules {
    static final Map<String, ArgumentRule> RULES = Map.ofEntries(
            entry(
                    "SET",
                    writeIf(a ->
                            Options.read(a, 2, Lifetime.OPTIONS + " KEEPTTL:0").areAll())),
            entry("MSETEX", writeIf(KeyRules::setsKeys)),
            entry("HSETEX", writeIf(KeyRules::setsFields)),
            entry("GETEX", KeyRules::getAndProlong),
            entry("HGETEX", KeyRules::getAndProlongFields),
            entry("EXPIRE", writeIf(a -> a.count() == 2 && Lifetime.isLong("EX", a.word(1)))),
            entry("PEXPIRE", writeIf(a -> a.count() == 2 && Lifetime.isLong("PX", a.word(1)))),
            entry("EXPIREAT", writeIf(a -> a.count() == 2 && Lifetime.isLong("EXAT", a.word(1)))),
            entry("PEXPIREAT", writeIf(a -> a.count() == 2 && Lifetime.isLong("PXAT", a.word(1)))),
            entry("HEXPIRE", writeIf(a -> namesFields(a, 2, 1) && Lifetime.isLong("EX", a.word(1)))),
            entry("HPEXPIRE", writeIf(a -> namesFields(a, 2, 1) && Lifetime.isLong("PX", a.word(1)))),
            entry("HEXPIREAT", writeIf(a -> namesFields(a, 2, 1) && Lifetime.isLong("EXAT", a.word(1)))),
            entry("HPEXPIREAT", writeIf(a -> namesFields(a, 2, 1) && Lifetime.isLong("PXAT", a.word(1)))),
            entry("BITFIELD", readIf(a -> Options.read(a, 1, "GET:2").areAll())),
            entry("LTRIM", writeIf(a -> a.count() == 3 && a.word(1).equals("0") && Numbers.of(a.word(2)) >= 0)),
            entry("COPY", writeIf(a -> replaces(Options.read(a, 2, "DB:1 REPLACE:0")))),
            entry("RESTORE", writeIf(a -> replaces(Options.read(a, 3, "REPLACE:0 ABSTTL:0 IDLETIME:1 FREQ:1")))));

    private KeyRules() {}

    private static Repeat getAndProlong(CommandArguments arguments) {
        Options options = Options.read(arguments, 1, Lifetime.OPTIONS + " PERSIST:0");
        return options.areAll() ? readOrProlong(options) : Repeat.NEVER;
    }

    private static Repeat getAndProlongFields(CommandArguments arguments) {
        Options options = Options.read(arguments, 1, Lifetime.OPTIONS + " PERSIST:0");
        return namesFields(arguments, options.end(), 1) ? readOrProlong(options) : Repeat.NEVER;
    }

    private static Repeat readOrProlong(Options options) {
        if (options.areNone()) {
            return Repeat.READ;
        }
        return Lifetime.areLong(options) ? Repeat.WRITE : Repeat.NEVER;
    }

    private static boolean setsKeys(CommandArguments arguments) {
        long keys = Numbers.of(arguments.word(0));
        if (keys < 1 || 1 + 2 * keys > arguments.count()) {
            return false;
        }
        Options options = Options.read(arguments, (int) (1 + 2 * keys), Lifetime.OPTIONS + " KEEPTTL:0");
        return options.areAll() && Lifetime.areLong(options);
    }

    private static boolean setsFields(CommandArguments arguments) {
        Options options = Options.read(arguments, 1, Lifetime.OPTIONS + " KEEPTTL:0");
        return namesFields(arguments, options.end(), 2) && Lifetime.areLong(options);
    }

    /**
     * Tells whether the rest of the arguments is {@code FIELDS}, a number and as many fields, and no condition more.
     */
    private static boolean namesFields(CommandArguments arguments, int at, int argumentsPerField) {
        long fields = Numbers.of(arguments.word(at + 1));
        long behind = arguments.count() - (at + 2L);
        return arguments.word(at).equals("FIELDS")
                && fields > 0
                && behind % argumentsPerField == 0
                && behind / argumentsPerField == fields;
    }

    private static boolean replaces(Options options) {
        return options.areAll() && options.has("REPLACE");
    }
}
