package io.redisguard.command;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Decides from a command and its arguments whether its reply grows with the data. */
public final class ReplyRules {
    /** A count from here on bounds nothing: it is written to get everything. */
    public static final int NO_BOUND = 1_000_000;

    private static final Map<String, Predicate<CommandArguments>> RULES = Map.ofEntries(
            entry("LRANGE", a -> isWide(a.word(1), a.word(2))),
            entry("ZREVRANGE", a -> isWide(a.word(1), a.word(2))),
            entry("ZRANGE", ReplyRules::isWideRange),
            entry("ZRANGEBYSCORE", a -> areAllScores(a) && !isBounded(a, "LIMIT", 2, 0)),
            entry("ZREVRANGEBYSCORE", a -> areAllScores(a) && !isBounded(a, "LIMIT", 2, 0)),
            entry("ZRANGEBYLEX", a -> isAll(a, 1) && !isBounded(a, "LIMIT", 2, 0)),
            entry("ZREVRANGEBYLEX", a -> isAll(a, 1) && !isBounded(a, "LIMIT", 2, 0)),
            entry("XRANGE", a -> isAll(a, 1) && !isBounded(a, "COUNT", 1, 0)),
            entry("XREVRANGE", a -> isAll(a, 1) && !isBounded(a, "COUNT", 1, 0)),
            entry("XREAD", ReplyRules::readsFromTheStart),
            entry("XINFO STREAM", a -> a.word(2).equals("FULL") && isUnboundedBy(a, "COUNT", 1)),
            entry("SORT", a -> seek(a, "STORE", 1) < 0 && !isBounded(a, "LIMIT", 2, 0)),
            entry("SORT_RO", a -> !isBounded(a, "LIMIT", 2, 0)),
            entry("SRANDMEMBER", a -> isMany(a.word(1))),
            entry("HRANDFIELD", a -> isMany(a.word(1))),
            entry("ZRANDMEMBER", a -> isMany(a.word(1))),
            entry("VRANDMEMBER", a -> isMany(a.word(1))),
            entry("SCAN", a -> isUnboundedBy(a, "COUNT", 0)),
            entry("HSCAN", a -> isUnboundedBy(a, "COUNT", 0)),
            entry("SSCAN", a -> isUnboundedBy(a, "COUNT", 0)),
            entry("ZSCAN", a -> isUnboundedBy(a, "COUNT", 0)),
            entry("LPOS", a -> isUnboundedBy(a, "COUNT", 1) && !isBounded(a, "MAXLEN", 1, 1)),
            entry("VRANGE", a -> isAll(a, 1) && !isBound(a.word(3), 0)),
            entry("ARSCAN", a -> isWide(a.word(1), a.word(2)) && !isBounded(a, "LIMIT", 1, 1)),
            entry("ARGREP", a -> isWideOrAll(a) && !isBounded(a, "LIMIT", 1, 1)),
            entry("TS.RANGE", a -> isAllSamples(a, 1)),
            entry("TS.REVRANGE", a -> isAllSamples(a, 1)),
            entry("TS.MRANGE", a -> isAllSamples(a, 0)),
            entry("TS.MREVRANGE", a -> isAllSamples(a, 0)),
            entry("TS.NRANGE", ReplyRules::areAllSamplesOfKeys),
            entry("TS.NREVRANGE", ReplyRules::areAllSamplesOfKeys),
            entry("TS.READ", a -> isStart(a.word(1)) && !isBounded(a, "MAX_COUNT", 1, 1)),
            entry("FT.AGGREGATE", ReplyRules::aggregatesAll));

    private ReplyRules() {}

    /**
     * Tells whether the reply holds a whole collection, or as much of it as there is. A window of scores, names, ids or
     * times counts as a bound unless both of its ends are open, a window of positions when both are counted from the
     * same end, a number when it is below {@link #NO_BOUND}.
     *
     * @param facts those of the command or those of its subcommand
     */
    public static boolean isUnbounded(CommandFacts facts, CommandArguments arguments) {
        CommandFacts own = CommandCatalog.ofSubcommand(facts, arguments);
        return switch (own.reply()) {
            case BOUNDED -> false;
            case WHOLE -> true;
            case BY_ARGUMENTS -> {
                Predicate<CommandArguments> rule = RULES.get(own.name());
                yield rule != null && rule.test(arguments);
            }
        };
    }

    /** Returns the names of all commands and subcommands that have a rule. */
    static Set<String> names() {
        return RULES.keySet();
    }

    private static boolean isWideRange(CommandArguments arguments) {
        if (seek(arguments, "BYSCORE", 3) >= 0) {
            return areAllScores(arguments) && !isBounded(arguments, "LIMIT", 2, 0);
        }
        if (seek(arguments, "BYLEX", 3) >= 0) {
            return isAll(arguments, 1) && !isBounded(arguments, "LIMIT", 2, 0);
        }
        return isWide(arguments.word(1), arguments.word(2));
    }

    private static boolean isWideOrAll(CommandArguments arguments) {
        return isAll(arguments, 1) || isWide(arguments.word(1), arguments.word(2));
    }

    /** Tells whether a window of positions, where negative ones count from the end, has no width or a great one. */
    private static boolean isWide(String start, String stop) {
        long first = Numbers.signed(start);
        long last = Numbers.signed(stop);
        if (first == Numbers.NOT_ONE || last == Numbers.NOT_ONE) {
            return false;
        }
        boolean fromEnd = last < 0;
        if (first < 0 == fromEnd) {
            // arrays can be read backwards
            return Math.abs(last - first) + 1 >= NO_BOUND;
        }
        return fromEnd || Math.min(-first, last + 1) >= NO_BOUND;
    }

    private static boolean areAllScores(CommandArguments arguments) {
        String one = arguments.word(1);
        String other = arguments.word(2);
        return isInfinite(one) && isInfinite(other) && isNegative(one) != isNegative(other);
    }

    private static boolean isInfinite(String score) {
        return score.endsWith("INF") || score.endsWith("INFINITY");
    }

    private static boolean isNegative(String score) {
        return score.startsWith("-") || score.startsWith("(-");
    }

    /** Tells whether a window of names, ids or times reaches from the start to the end, in either order. */
    private static boolean isAll(CommandArguments arguments, int at) {
        String one = arguments.word(at);
        String other = arguments.word(at + 1);
        return (isStart(one) && other.equals("+")) || (one.equals("+") && isStart(other));
    }

    private static boolean isStart(String end) {
        return end.equals("-") || end.equals("0") || end.equals("0-0");
    }

    private static boolean isAllSamples(CommandArguments arguments, int at) {
        return isAll(arguments, at)
                && seek(arguments, "AGGREGATION", at + 2) < 0
                && !isBounded(arguments, "COUNT", 1, 1);
    }

    private static boolean areAllSamplesOfKeys(CommandArguments arguments) {
        long keys = Numbers.of(arguments.word(0));
        return keys > 0 && keys < arguments.count() && isAllSamples(arguments, (int) keys + 1);
    }

    private static boolean readsFromTheStart(CommandArguments arguments) {
        int streams = seek(arguments, "STREAMS", 0);
        int count = seek(arguments, "COUNT", 0);
        boolean bounded = count >= 0 && count < streams && isBound(arguments.word(count + 1), 1);
        int half = (arguments.count() - streams - 1) / 2;
        for (int i = streams + 1 + half; streams >= 0 && !bounded && i < arguments.count(); i++) {
            if (isStart(arguments.word(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean aggregatesAll(CommandArguments arguments) {
        return seek(arguments, "GROUPBY", 2) < 0
                && seek(arguments, "WITHCURSOR", 2) < 0
                && !isBounded(arguments, "LIMIT", 2, 0);
    }

    /** Tells whether an option bounds the reply, {@code at} words behind its name. */
    private static boolean isBounded(CommandArguments arguments, String option, int at, int least) {
        int position = seek(arguments, option, 1);
        return position >= 0 && isBound(arguments.word(position + at), least);
    }

    /** Tells whether an option that may be missing asks for everything. */
    private static boolean isUnboundedBy(CommandArguments arguments, String option, int least) {
        int position = seek(arguments, option, 1);
        return position >= 0 && !isBound(arguments.word(position + 1), least);
    }

    private static boolean isBound(String count, int least) {
        long number = Numbers.of(count);
        return number >= least && number < NO_BOUND;
    }

    /** The count may be negative, which lets one element come more than once. */
    private static boolean isMany(String count) {
        long number = Numbers.signed(count);
        return number != Numbers.NOT_ONE && Math.abs(number) >= NO_BOUND;
    }

    /** Returns where an option stands, or -1; what looks like one but is the value of another is passed over. */
    private static int seek(CommandArguments arguments, String option, int from) {
        int at = from;
        while (at < arguments.count()) {
            String word = arguments.word(at);
            if (word.equals(option)) {
                return at;
            }
            at += switch (word) {
                case "BY", "GET", "MATCH", "TYPE", "EXACT", "GLOB", "RE" -> 2;
                default -> 1;
            };
        }
        return -1;
    }
}
