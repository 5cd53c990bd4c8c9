package io.redisguard.internal;

import java.time.Duration;
import java.util.Locale;

/** Words for messages. */
public final class Text {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MANY_DAYS = 1_000_000;

    private Text() {}

    /** Tells whether the text has no line breaks, no other control characters and no halves of characters. */
    public static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** Returns the constant as people write it in tags: {@code half_open}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the duration as people say it, for instance {@code 500 ms} or {@code 5 s}. */
    public static String of(Duration duration) {
        if (duration.toNanosPart() == 0 && !duration.isZero()) {
            return duration.toSeconds() + " s";
        }
        // the millis of a very long one do not fit into a long
        boolean wholeMillis = duration.toNanosPart() % NANOS_PER_MILLI == 0
                && duration.toDays() < MANY_DAYS
                && duration.toDays() > -MANY_DAYS;
        return wholeMillis ? duration.toMillis() + " ms" : duration.toString();
    }
}
