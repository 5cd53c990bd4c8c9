package io.redisguard.benchmarks.outage;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What ended when, a character for each {@link #WINDOW}; the outage begins with character {@link #LEAD}.
 *
 * @param marks the characters, as {@link #LEGEND} explains them
 */
record Timeline(String marks) {
    static final Duration WINDOW = Duration.ofMillis(250);
    static final int LEAD = 4;
    static final String LEGEND =
            "# answered as fast as before, 0-9 that many tenths of it, * some failed, x all failed,"
                    + " . no call ended";

    static Timeline of(Calls calls, double rate, long lost) {
        long from = lost - LEAD * WINDOW.toNanos();
        long[] answered = calls.ended(true, from, WINDOW);
        long[] failed = calls.ended(false, from, WINDOW);
        double usual = rate * WINDOW.toNanos() / 1e9;
        return new Timeline(IntStream.range(0, answered.length)
                .mapToObj(i -> String.valueOf(mark(answered[i], failed[i], usual)))
                .collect(Collectors.joining()));
    }

    private static char mark(long answered, long failed, double usual) {
        if (answered == 0) {
            return failed == 0 ? '.' : 'x';
        }
        if (failed > 0) {
            return '*';
        }
        double part = answered / usual;
        return part >= WatchedCalls.FORMER ? '#' : (char) ('0' + (int) (part * 10));
    }

    /** Returns a line that marks where an outage begins, and where one of this length ends. */
    static String ruler(Duration outage) {
        long windows = outage.dividedBy(WINDOW);
        return " ".repeat(LEAD) + "|" + (windows == 0 ? "" : "-".repeat((int) windows - 1) + "|");
    }
}
