package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Target;
import io.redisguard.benchmarks.worker.Worker;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/** What calls cost that are sent without waiting while the server is away. */
final class AwayScenario implements Scenario {
    static final int CALLS = 50_000;

    private final int calls;
    private final Duration limit;
    private final List<Subject> subjects;
    private final IntSupplier rounds;

    /** Takes how long pending calls may take to end once the server is back. */
    AwayScenario(int calls, Duration limit, List<Subject> subjects, IntSupplier rounds) {
        this.calls = calls;
        this.limit = limit;
        this.subjects = subjects;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "memory-away";
    }

    @Override
    public void run(PrintStream out) throws Exception {
        try (RedisServer server = RedisServer.start()) {
            Results.of(subjects, rounds.getAsInt(), subject -> round(subject, server))
                    .print(out, name(), calls + " GETs are sent without waiting while the server is away", columns());
        }
    }

    private Optional<AwayReport> round(Subject subject, RedisServer server) {
        Target target = new Target(List.of(server.host() + ":" + server.port()), false, null);
        try (Worker worker = Worker.start(subject, target)) {
            if (!UnwatchedSends.warmUp(worker, calls)) {
                return Optional.empty();
            }
            long logged = worker.logLines();
            server.kill();
            try {
                AwayReport.Sent sent = UnwatchedSends.send(worker, calls);
                server.restart();
                AwayReport.Settled settled = UnwatchedSends.settle(worker, limit);
                return Optional.of(new AwayReport(sent, settled, worker.logLines() - logged));
            } finally {
                if (!server.isRunning()) {
                    server.restart();
                }
            }
        }
    }

    private static List<Column<AwayReport>> columns() {
        return List.of(
                Column.of("held, KiB", "%.0f", report -> report.sent().heldBytes() / 1024.0),
                count("failed", report -> report.sent().failed()),
                count("pending", report -> report.sent().pending()),
                Column.of(
                        "sending, ms",
                        "%.0f",
                        report -> Column.millis(report.sent().time())),
                Column.of(
                        "longest, ms",
                        "%.1f",
                        report -> Column.millis(report.sent().longest())),
                count("log lines", report -> (int) report.logLines()),
                count("then answered", report -> report.settled().answered()),
                count("then failed", report -> report.settled().failed()),
                count("never ended", report -> report.settled().pending()));
    }

    private static Column<AwayReport> count(String title, ToIntFunction<AwayReport> number) {
        return Column.of(title, "%.0f", report -> (double) number.applyAsInt(report));
    }
}
