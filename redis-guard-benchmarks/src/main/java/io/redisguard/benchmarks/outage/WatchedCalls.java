package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.worker.Task;
import io.redisguard.benchmarks.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers of GET that are at work in a worker from one task to another. The static methods are for the other side,
 * which does something to the server meanwhile.
 */
final class WatchedCalls {
    static final int CALLERS = 8;
    /** The part of the former rate that counts as being as fast as before. */
    static final double FORMER = 0.95;

    private static final String KEY = "outage";
    private static final String BEGIN = "begin-calls";
    private static final String AWAIT = "await-answers";
    private static final String END = "end-calls";
    private static final long TICK_MILLIS = 5;
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration TAIL = Duration.ofMillis(500);

    private @Nullable Callers working;
    private double former;

    /** Puts callers to work, and measures their rate once they have worked for a while. */
    static void begin(Worker worker, Lengths lengths) {
        worker.run(
                BEGIN,
                Map.of(
                        "before", Long.toString(lengths.before().toMillis()),
                        "measured", Long.toString(lengths.measured().toMillis())));
    }

    /** Waits until all callers could have had an answer from now on, at most so long. */
    static void awaitAnswers(Worker worker, Duration limit) {
        worker.run(AWAIT, Map.of("limit", Long.toString(limit.toMillis())));
    }

    /**
     * Lets callers work until they are as fast as before, but not longer than the limit, and ends their work.
     *
     * @param lost when the outage began
     * @param back when the server was there again
     */
    static OutageReport end(Worker worker, Duration limit, long lost, long back) {
        return OutageReport.parse(worker.run(
                END,
                Map.of(
                        "lost", Long.toString(lost),
                        "back", Long.toString(back),
                        "limit", Long.toString(limit.toMillis()))));
    }

    /** Returns the tasks of one worker. */
    List<Task> tasks() {
        return List.of(
                new Step(BEGIN, (client, told) -> {
                    client.set(KEY, "value");
                    Callers callers = Callers.start(CALLERS, () -> client.get(KEY));
                    Duration measured = millis(told, "measured");
                    sleep(millis(told, "before").minus(measured));
                    former = rate(callers, measured);
                    working = callers;
                    return Map.of();
                }),
                new Step(AWAIT, (client, told) -> {
                    Callers callers = Objects.requireNonNull(working);
                    long before = callers.answered();
                    waitUntil(() -> callers.answered() > before + CALLERS, System.nanoTime(), millis(told, "limit"));
                    return Map.of();
                }),
                new Step(
                        END,
                        (client, told) ->
                                report(Objects.requireNonNull(working), told).words()));
    }

    private OutageReport report(Callers callers, Map<String, String> told) throws InterruptedException {
        long lost = SharedClock.nanoTime(Long.parseLong(told.get("lost")));
        long back = SharedClock.nanoTime(Long.parseLong(told.get("back")));
        Duration limit = millis(told, "limit");
        while (System.nanoTime() - back < limit.toNanos() && rate(callers, GLANCE) < former * FORMER) {
            // the glance is what takes time
        }
        sleep(TAIL);
        return OutageReport.of(callers.stop(), former, lost, back);
    }

    private static double rate(Callers callers, Duration measured) throws InterruptedException {
        long start = System.nanoTime();
        long answered = callers.answered();
        sleep(measured);
        return (callers.answered() - answered) / ((System.nanoTime() - start) / 1e9);
    }

    private static void waitUntil(BooleanSupplier condition, long since, Duration limit) throws InterruptedException {
        while (System.nanoTime() - since < limit.toNanos() && !condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
    }

    private static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private static Duration millis(Map<String, String> told, String name) {
        return Duration.ofMillis(Long.parseLong(told.get(name)));
    }
}
