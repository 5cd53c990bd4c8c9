package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.Table;
import io.redisguard.benchmarks.subject.Ability;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * All subjects that can do it, under one load.
 *
 * @param name by which it is run
 * @param opening starts the server
 * @param needed what subjects have to be able to do
 * @param load what callers do
 */
record LoadScenario(String name, Callable<Place> opening, Set<Ability> needed, Load load) implements Scenario {
    private static final List<String> HEADS =
            List.of("subject", "ops/s", "ratio", "p50 us", "p99 us", "B/op callers", "B/op all", "CPU us/op");

    @Override
    public Optional<String> obstacle() {
        return load.threads().obstacle();
    }

    @Override
    public void run(PrintStream out) throws Exception {
        run(out, Subjects.all(), Pace.asTold());
    }

    /** Runs it with these subjects; the others are compared with the first. */
    void run(PrintStream out, List<Subject> subjects, Pace pace) throws Exception {
        try (Place place = opening.call();
                Turns turns = new Turns()) {
            Text.heading(out, name, place.words(), load.words(), pace.words());
            subjects.stream()
                    .filter(subject -> needed.stream().allMatch(subject::can))
                    .forEach(subject -> turns.enter(subject, place));
            turns.enterRedisBenchmark(place);
            List<Row> rows = turns.take(load, pace);
            Table table = new Table(HEADS);
            rows.forEach(row -> table.add(cells(row, rows.get(0))));
            out.println(table);
            rows.forEach(row -> Text.failure(out, row));
        }
    }

    private static List<String> cells(Row row, Row reference) {
        return row.reason()
                .map(reason -> List.of(row.name(), reason))
                .orElseGet(() -> List.of(
                        row.name(),
                        Text.number("%,.0f", row.median(Measurement::opsPerSecond)),
                        Text.number("%.2f", row.ratioTo(reference)),
                        Text.number("%,.1f", row.median(Measurement::p50Micros)),
                        Text.number("%,.1f", row.median(Measurement::p99Micros)),
                        Text.number("%,.0f", row.median(Measurement::callerBytes)),
                        Text.number("%,.0f", row.median(Measurement::bytes)),
                        Text.number("%,.1f", row.median(Measurement::cpuMicros))));
    }
}
