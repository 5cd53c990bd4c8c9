package io.redisguard.benchmarks.outage;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A column of a table that has a line for each subject.
 *
 * @param title its heading
 * @param number takes the number from what was measured in a round
 * @param format how it is printed
 * @param absent printed in its stead when a round has none, which counts as more than any
 * @param <R> what is measured in a round
 */
record Column<R>(String title, Function<R, Optional<Double>> number, String format, String absent) {
    static <R> Column<R> of(String title, String format, Function<R, Double> number) {
        return new Column<>(title, number.andThen(Optional::of), format, "");
    }

    static <R> Column<R> millis(String title, String absent, Function<R, Optional<Duration>> time) {
        return new Column<>(title, time.andThen(known -> known.map(Column::millis)), "%.1f", absent);
    }

    static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    /** Returns the median of the rounds, and the most of them. */
    String cell(List<R> rounds) {
        List<Double> sorted = rounds.stream()
                .map(round -> number.apply(round).orElse(Double.POSITIVE_INFINITY))
                .sorted()
                .toList();
        String most = text(sorted.get(sorted.size() - 1));
        return sorted.size() == 1 ? most : text(sorted.get(sorted.size() / 2)) + " / " + most;
    }

    private String text(double known) {
        return Double.isInfinite(known) ? absent : String.format(Locale.ROOT, format, known);
    }
}
