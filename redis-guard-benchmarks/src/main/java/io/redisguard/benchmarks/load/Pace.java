package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.Settings;

/**
 * How often and how long is measured.
 *
 * @param rounds how often each subject has its turn
 * @param roundMillis how long a turn is
 * @param warmUpMillis how long each subject works before
 */
record Pace(int rounds, int roundMillis, int warmUpMillis) {
    private static final int ROUNDS = 5;
    private static final int ROUND_MILLIS = 1_000;
    private static final int WARM_UP_MILLIS = 3_000;

    /** Returns what the command line asks for. */
    static Pace asTold() {
        return new Pace(
                Settings.number("rounds", ROUNDS),
                Settings.number("round.millis", ROUND_MILLIS),
                Settings.number("warm.up.millis", WARM_UP_MILLIS));
    }

    /** Returns it as a heading says it. */
    String words() {
        return "rounds: %d of %d ms, after a warm-up of %d ms".formatted(rounds, roundMillis, warmUpMillis);
    }
}
