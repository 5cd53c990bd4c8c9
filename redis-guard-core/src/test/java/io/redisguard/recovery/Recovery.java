package io.redisguard.recovery;

import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.Optional;

/**
 * An outage as eight callers of GET have seen it.
 *
 * @param calls all their calls
 * @param working when the rate before the outage began to be measured
 * @param lost when the outage began
 * @param back when the server was there again
 */
record Recovery(Calls calls, long working, long lost, long back) {
    static final int CALLERS = 8;
    private static final double FORMER = 0.95;
    private static final Duration AT_ONCE = Duration.ofMillis(10);
    private static final Duration TAIL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** Lets callers work before, in and after an outage of this length, until they work as fast as before. */
    static Recovery of(
            RedisServer server, RedisCommands<String, String> redis, Outage outage, Duration before, Duration length)
            throws InterruptedException {
        String key = "recovery";
        redis.set(key, "value");
        try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get(key))) {
            callers.workFor(before.dividedBy(2));
            long working = System.nanoTime();
            long answered = callers.answered();
            callers.workFor(before.dividedBy(2));
            double former =
                    (callers.answered() - answered) / (before.dividedBy(2).toNanos() / 1e9);
            long lost = System.nanoTime();
            outage.begin(server);
            callers.workFor(length.minusNanos(System.nanoTime() - lost));
            long back = outage.end(server);
            callers.workUntil(PATIENCE, () -> hasRate(callers, former * FORMER));
            callers.workFor(TAIL);
            return new Recovery(callers.stop(), working, lost, back);
        }
    }

    private static boolean hasRate(Callers callers, double wanted) {
        long start = System.nanoTime();
        long answered = callers.answered();
        callers.workFor(GLANCE);
        return (callers.answered() - answered) / ((System.nanoTime() - start) / 1e9) >= wanted;
    }

    /** Returns how long after the loss callers began to fail at once, within 10 ms. */
    Optional<Duration> failingAtOnce() {
        return calls.firstFailureWithin(AT_ONCE, lost).filter(since -> since.toNanos() < back - lost);
    }

    /** Returns what 99 % of the calls did not exceed that started so long after the loss, or later in the outage. */
    Optional<Duration> p99From(Duration sinceLoss) {
        return calls.p99OfCallsStarted(lost + sinceLoss.toNanos(), back);
    }

    /** Returns how many calls started so long after the loss, or later in the outage. */
    long startedFrom(Duration sinceLoss) {
        return calls.startedBetween(lost + sinceLoss.toNanos(), back);
    }

    /** Returns how long after the server was back the first answer came. */
    Optional<Duration> firstAnswer() {
        return calls.firstAnswer(back);
    }

    /** Returns how long after the server was back the last of the callers had an answer. */
    Optional<Duration> answersForAll() {
        return calls.answersForAll(back);
    }

    /** Returns how long after the server was back calls were answered at 95 % of the rate from before. */
    Optional<Duration> formerRate() {
        return calls.rateReached(FORMER * rateBefore(), back);
    }

    /** Returns how many calls were answered per second before the outage. */
    double rateBefore() {
        return calls.rate(working, lost);
    }

    /** Names all that was measured. */
    @Override
    public String toString() {
        return "%s; longest %s; failing at once from %s on, p99 from then on %s; first answer after %s;"
                        .formatted(
                                calls,
                                millis(Optional.of(calls.longest())),
                                millis(failingAtOnce()),
                                millis(failingAtOnce().flatMap(this::p99From)),
                                millis(firstAnswer()))
                + " %.0f calls/s before, back at %.0f %% after %s"
                        .formatted(rateBefore(), FORMER * 100, millis(formerRate()));
    }

    static String millis(Optional<Duration> duration) {
        return duration.map(known -> "%.1f ms".formatted(known.toNanos() / 1e6)).orElse("never");
    }
}
