package io.redisguard.benchmarks.outage;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An outage as the callers of one subject have seen it.
 *
 * @param rate how many calls were answered per second before
 * @param failed how many calls have failed, those included that had not ended at the limit
 * @param longest how long the longest call took
 * @param p99 what 99 % of the failed calls did not exceed that started {@link #SETTLED} after the loss, or later in the
 *     outage
 * @param firstAnswer how long after the server was back the first answer came
 * @param formerRate how long after the server was back calls were answered as fast as before
 * @param timeline what ended when
 */
record OutageReport(
        double rate,
        long failed,
        Duration longest,
        Optional<Duration> p99,
        Optional<Duration> firstAnswer,
        Optional<Duration> formerRate,
        Timeline timeline) {
    /** By then a library can know that the server is away. */
    static final Duration SETTLED = Duration.ofMillis(500);

    static OutageReport of(Calls calls, double rate, long lost, long back) {
        return new OutageReport(
                rate,
                calls.failed(),
                calls.longest(),
                calls.p99OfFailures(lost + SETTLED.toNanos(), back),
                calls.firstAnswer(back),
                calls.rateReached(rate * WatchedCalls.FORMER, back),
                Timeline.of(calls, rate, lost));
    }

    /** Returns it as a task can return it. */
    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("rate", Double.toString(rate));
        words.put("failed", Long.toString(failed));
        words.put("longest", Long.toString(longest.toNanos()));
        put(words, "p99", p99);
        put(words, "first", firstAnswer);
        put(words, "former", formerRate);
        words.put("timeline", timeline.marks());
        return words;
    }

    private static void put(Map<String, String> words, String name, Optional<Duration> time) {
        time.ifPresent(known -> words.put(name, Long.toString(known.toNanos())));
    }

    static OutageReport parse(Map<String, String> words) {
        return new OutageReport(
                Double.parseDouble(words.get("rate")),
                Long.parseLong(words.get("failed")),
                Duration.ofNanos(Long.parseLong(words.get("longest"))),
                time(words, "p99"),
                time(words, "first"),
                time(words, "former"),
                new Timeline(words.getOrDefault("timeline", "")));
    }

    private static Optional<Duration> time(Map<String, String> words, String name) {
        return Optional.ofNullable(words.get(name)).map(nanos -> Duration.ofNanos(Long.parseLong(nanos)));
    }
}
