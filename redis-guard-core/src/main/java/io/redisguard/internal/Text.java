package io.redisguard.internal;

import java.time.Duration;

/** Words for messages. */
public final class Text {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MANY_DAYS = 1_000_000;

    private Text() {}

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
