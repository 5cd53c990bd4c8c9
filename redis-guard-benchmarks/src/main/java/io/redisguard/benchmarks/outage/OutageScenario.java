package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Target;
import io.redisguard.benchmarks.worker.Worker;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What eight callers of GET see of an outage. */
final class OutageScenario implements Scenario {
    private static final Duration DEADLINE = DeadlineOptions.builder().build().total();

    private final Outage outage;
    private final Lengths lengths;
    private final List<Subject> subjects;
    private final IntSupplier rounds;

    OutageScenario(Outage outage, Lengths lengths, List<Subject> subjects, IntSupplier rounds) {
        this.outage = outage;
        this.lengths = lengths;
        this.subjects = subjects;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return outage.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void run(PrintStream out) throws Exception {
        try (RedisServer server = RedisServer.start();
                FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            Results<OutageReport> results =
                    Results.of(subjects, rounds.getAsInt(), subject -> Optional.of(round(subject, server, proxy)));
            results.print(
                    out,
                    name(),
                    "%s; %d callers of GET; times in ms".formatted(outage.story(lengths), WatchedCalls.CALLERS),
                    columns());
            out.printf("%nThe first round, a character for %d ms: %s%n%n", Timeline.WINDOW.toMillis(), Timeline.LEGEND);
            results.printFirst(
                    out,
                    Timeline.ruler(outage.length(lengths)),
                    report -> report.timeline().marks());
        }
    }

    private OutageReport round(Subject subject, RedisServer server, FaultProxy proxy) throws InterruptedException {
        String address =
                outage == Outage.RESETS ? proxy.host() + ":" + proxy.port() : server.host() + ":" + server.port();
        try (Worker worker = Worker.start(subject, new Target(List.of(address), false, null))) {
            WatchedCalls.begin(worker, lengths);
            long lost = SharedClock.now();
            long back = outage.happen(server, proxy, worker, lengths);
            return WatchedCalls.end(worker, lengths.limit(), lost, back);
        }
    }

    private static List<Column<OutageReport>> columns() {
        return List.of(
                Column.of("ops/s before", "%.0f", OutageReport::rate),
                Column.of("failed", "%.0f", report -> (double) report.failed()),
                Column.of("longest call", "%.1f", report -> Column.millis(report.longest())),
                Column.of("beyond %d".formatted(DEADLINE.toMillis()), "%.1f", OutageScenario::beyond),
                Column.millis("failing p99", "-", OutageReport::p99),
                Column.millis("first answer", "never", OutageReport::firstAnswer),
                Column.millis("95 % of before", "never", OutageReport::formerRate));
    }

    private static double beyond(OutageReport report) {
        return Math.max(0, Column.millis(report.longest().minus(DEADLINE)));
    }
}
