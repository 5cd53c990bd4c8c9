package io.redisguard.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One place at which a command has keys, a part of its {@link KeyPositions}. Immutable. */
interface KeyPlace {
    /** Returned when there is no key. */
    int NOWHERE = -1;

    /** Returns the smallest index of a key that is not smaller than {@code from}, or {@link #NOWHERE}. */
    int next(CommandArguments arguments, int from);

    /**
     * Reads one place of the notation.
     *
     * @throws IllegalArgumentException when it is none
     */
    static KeyPlace of(String notation) {
        Matcher matcher = Notation.PLACE.matcher(notation);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + notation + "' is no place of keys.");
        }
        if (matcher.group("count") != null) {
            return new Counted(number(matcher, "count"), step(matcher));
        }
        if (matcher.group("store") != null) {
            return new Stored(number(matcher, "store"));
        }
        if (matcher.group("instead") != null) {
            return new NamedOrOne(number(matcher, "instead"));
        }
        if (matcher.group("first") == null) {
            return new Streams();
        }
        int first = number(matcher, "first");
        return new Range(first, matcher.group("last") == null ? first : number(matcher, "last"), step(matcher));
    }

    private static int number(Matcher matcher, String group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static int step(Matcher matcher) {
        return matcher.group("step") == null ? 1 : number(matcher, "step");
    }

    /** How places are written. */
    final class Notation {
        private static final String STEP = "(?:/(?<step>[2-9]))?";
        private static final Pattern PLACE = Pattern.compile("(?:(?:#(?<count>[0-9])|(?<first>[0-9])"
                + "(?:\\.\\.(?<last>-?[0-9]))?)" + STEP + "|STREAMS|STORE@(?<store>[0-9])|(?<instead>[0-9])\\|KEYS)");

        private Notation() {}
    }

    /** Every argument, or every so many, from an index to another; a negative one is counted from the end. */
    record Range(int first, int last, int step) implements KeyPlace {
        @Override
        public int next(CommandArguments arguments, int from) {
            int count = arguments.count();
            return within(first, last < 0 ? count + last : Math.min(last, count - 1), step, from);
        }

        /** Returns the smallest of first, first + step, ... that is neither below {@code from} nor above the last. */
        static int within(int first, int last, int step, int from) {
            long position = Math.max(first, from);
            if (step > 1 && from > first) { // every call comes by here, and a division takes long
                position = first + (from - first + step - 1L) / step * step;
            }
            return position <= last ? (int) position : NOWHERE;
        }
    }

    /** As many keys as the argument in front of them says. */
    record Counted(int count, int step) implements KeyPlace {
        @Override
        public int next(CommandArguments arguments, int from) {
            long keys = Numbers.of(arguments.word(count));
            int first = count + 1;
            boolean areThere = keys > 0 && keys <= (arguments.count() - first) / step;
            return areThere ? Range.within(first, first + (int) (keys - 1) * step, step, from) : NOWHERE;
        }
    }

    /** The first half of what stands behind the word STREAMS; the other half are the positions to read from. */
    record Streams() implements KeyPlace {
        @Override
        public int next(CommandArguments arguments, int from) {
            int count = arguments.count();
            int at = 0;
            while (at < count) {
                String word = arguments.word(at);
                if (word.equals("STREAMS")) {
                    int behind = count - at - 1;
                    return behind % 2 == 0 ? Range.within(at + 1, at + behind / 2, 1, from) : NOWHERE;
                }
                at += switch (word) {
                    case "COUNT", "BLOCK", "CLAIM" -> 2;
                    case "GROUP" -> 3;
                    default -> 1;
                };
            }
            return NOWHERE;
        }
    }

    /** What stands behind the last STORE or STOREDIST. */
    record Stored(int firstOption) implements KeyPlace {
        @Override
        public int next(CommandArguments arguments, int from) {
            int count = arguments.count();
            int key = NOWHERE;
            int at = firstOption;
            while (at < count - 1) {
                at += switch (arguments.word(at)) {
                    case "STORE", "STOREDIST" -> {
                        key = at + 1;
                        yield 2;
                    }
                    case "BY", "GET" -> 2;
                    case "LIMIT" -> 3;
                    default -> 1;
                };
            }
            return key >= from ? key : NOWHERE;
        }
    }

    /** What stands behind the option KEYS, or else one argument; the option is sought behind that argument. */
    record NamedOrOne(int one) implements KeyPlace {
        @Override
        public int next(CommandArguments arguments, int from) {
            int count = arguments.count();
            int at = one + 1;
            while (at < count) {
                String word = arguments.word(at);
                if (word.equals("KEYS")) {
                    return Range.within(at + 1, count - 1, 1, from);
                }
                at += switch (word) {
                    case "AUTH" -> 2;
                    case "AUTH2" -> 3;
                    default -> 1;
                };
            }
            return Range.within(one, Math.min(one, count - 1), 1, from);
        }
    }
}
