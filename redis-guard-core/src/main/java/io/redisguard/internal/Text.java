package io.redisguard.internal;

import java.time.Duration;

/** Words for messages. */
public final class Text {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Text() {}

    /** Returns the duration as people say it, for instance {@code 500 ms} or {@code 5 s}. */
    public static String of(Duration duration) {
        if (duration.toMillis() % 1_000 == 0 && !duration.isZero() && isWholeMillis(duration)) {
            return duration.toSeconds() + " s";
        }
        return isWholeMillis(duration) ? duration.toMillis() + " ms" : duration.toString();
    }

    private static boolean isWholeMillis(Duration duration) {
        return duration.toNanosPart() % NANOS_PER_MILLI == 0;
    }
}
