package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.Table;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.worker.WorkerException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What was measured of each subject, round by round: a round has all subjects, so that what changes on the machine
 * meanwhile changes for all of them.
 *
 * @param <R> what is measured in a round
 */
final class Results<R> {
    private static final String NOTHING = "-";

    private final int rounds;
    private final double loadBefore =
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    private final List<OfSubject<R>> subjects;

    private Results(List<Subject> subjects, int rounds) {
        this.rounds = rounds;
        this.subjects = subjects.stream()
                .map(subject -> new OfSubject<R>(subject, new ArrayList<>(), new ArrayList<>()))
                .toList();
    }

    private record OfSubject<R>(Subject subject, List<R> measured, List<WorkerException> failures) {
        String name() {
            return subject.name();
        }

        void measure(Round<R> round) throws Exception {
            try {
                round.measure(subject).ifPresent(measured::add);
            } catch (WorkerException e) {
                failures.add(e);
            }
        }
    }

    /** Measures one subject once. */
    @FunctionalInterface
    interface Round<R> {
        /** Does it; returns nothing when the subject cannot do what is measured. */
        Optional<R> measure(Subject subject) throws Exception;
    }

    /** Measures all of them in each round, another one first each time. */
    static <R> Results<R> of(List<Subject> subjects, int rounds, Round<R> round) throws Exception {
        Results<R> results = new Results<>(subjects, rounds);
        List<OfSubject<R>> order = new ArrayList<>(results.subjects);
        for (int i = 0; i < rounds; i++) {
            for (OfSubject<R> subject : order) {
                subject.measure(round);
            }
            Collections.rotate(order, -1);
        }
        return results;
    }

    /** Prints a heading and a table with a line for each subject. */
    void print(PrintStream out, String name, String story, List<Column<R>> columns) {
        out.printf(
                Locale.ROOT,
                "### %s%n%nJava %s, %d processors, load %.1f before; %s; rounds: %d, median / most%n%n",
                name,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                loadBefore,
                story,
                rounds);
        Table table =
                new Table(Stream.concat(Stream.of("subject"), columns.stream().map(Column::title))
                        .toList());
        for (OfSubject<R> one : subjects) {
            table.add(Stream.concat(
                            Stream.of(one.name()),
                            columns.stream()
                                    .map(column -> one.measured.isEmpty() ? NOTHING : column.cell(one.measured)))
                    .toList());
        }
        out.println(table);
        subjects.forEach(one -> one.failures.stream().findFirst().ifPresent(failure -> {
            out.printf(
                    "%n%s failed in %d of %d rounds: %s%n", one.name(), one.failures.size(), rounds, failure.reason());
            System.err.println(failure.getMessage());
        }));
    }

    /** Prints a line for each subject with what its first round has to say. */
    void printFirst(PrintStream out, String heading, Function<R, String> said) {
        int width = subjects.stream().mapToInt(one -> one.name().length()).max().orElseThrow();
        String line = "    %-" + width + "s  %s%n"; // indented, it is text as it is for Markdown too
        out.printf(line, "", heading);
        subjects.forEach(one -> out.printf(
                line, one.name(), one.measured.stream().findFirst().map(said).orElse(NOTHING)));
    }
}
