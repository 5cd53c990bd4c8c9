package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.Table;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Some subjects under loads that differ in one number: a row for each. Server and JVMs are fresh each time.
 *
 * @param name by which it is run
 * @param number what differs
 * @param points the loads, by rising number
 */
record CurveScenario(String name, String number, List<Point> points) implements Scenario {
    /**
     * One of the loads.
     *
     * @param number what differs from the others
     * @param opening starts the server
     * @param load what callers do
     */
    record Point(int number, Callable<Place> opening, Load load) {}

    @Override
    public void run(PrintStream out) throws Exception {
        List<Subject> subjects =
                List.of(Subjects.REFERENCE, Subjects.named("redis-guard"), Subjects.named("Jedis, pool of 8"));
        run(out, subjects, Pace.asTold());
    }

    /** Runs it with these subjects; the others are compared with the first. */
    void run(PrintStream out, List<Subject> subjects, Pace pace) throws Exception {
        List<String> heads = new ArrayList<>(List.of(number));
        for (int i = 0; i < subjects.size(); i++) {
            heads.add(subjects.get(i).name() + " ops/s");
            if (i > 0) {
                heads.add("ratio");
            }
            heads.add("p99 us");
        }
        Table table = new Table(heads);
        List<Row> failed = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            try (Place place = point.opening().call();
                    Turns turns = new Turns()) {
                if (i == 0) {
                    Text.heading(
                            out,
                            name,
                            "first row: " + place.words() + ", " + point.load().words(),
                            pace.words());
                }
                subjects.forEach(subject -> turns.enter(subject, place));
                List<Row> rows = turns.take(point.load(), pace);
                table.add(cells(point, rows));
                rows.stream().filter(row -> row.failure().isPresent()).forEach(failed::add);
            }
        }
        out.println(table);
        failed.forEach(row -> Text.failure(out, row));
    }

    private static List<String> cells(Point point, List<Row> rows) {
        List<String> cells = new ArrayList<>(List.of(Text.number("%,.0f", point.number())));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            boolean known = row.failure().isEmpty();
            cells.add(row.reason().orElseGet(() -> Text.number("%,.0f", row.median(Measurement::opsPerSecond))));
            if (i > 0) {
                cells.add(Text.number("%.2f", known ? row.ratioTo(rows.get(0)) : Double.NaN));
            }
            cells.add(Text.number("%,.1f", known ? row.median(Measurement::p99Micros) : Double.NaN));
        }
        return cells;
    }
}
