package io.redisguard.benchmarks.outage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * All calls of some callers, and what there is to ask about them. Instants are readings of {@link System#nanoTime}.
 *
 * @param diaries of each caller
 * @param end when they were told to stop
 */
record Calls(List<Diary> diaries, long end) {
    private static final Duration WINDOW = Duration.ofMillis(100);

    /** Returns how many calls have failed. */
    long failed() {
        return diaries.stream()
                .mapToLong(diary ->
                        calls(diary).filter(call -> !diary.isAnswered(call)).count())
                .sum();
    }

    /** Returns how long the longest call took. */
    Duration longest() {
        long nanos = diaries.stream()
                .flatMapToLong(diary -> calls(diary).mapToLong(diary::nanos))
                .max()
                .orElse(0);
        return Duration.ofNanos(nanos);
    }

    /** Returns the time that 99 % of the failed calls have not exceeded which started from one instant to another. */
    Optional<Duration> p99OfFailures(long from, long to) {
        long[] sorted = diaries.stream()
                .flatMapToLong(diary -> calls(diary)
                        .filter(call -> !diary.isAnswered(call))
                        .filter(call -> diary.start(call) - from >= 0 && diary.start(call) - to < 0)
                        .mapToLong(diary::nanos))
                .sorted()
                .toArray();
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(sorted[(int) Math.ceil(sorted.length * 0.99) - 1]));
    }

    /** Returns how long after an instant the first answer came. */
    Optional<Duration> firstAnswer(long after) {
        OptionalLong first = ends(true)
                .map(instant -> instant - after)
                .filter(nanos -> nanos >= 0)
                .min();
        return first.isPresent() ? Optional.of(Duration.ofNanos(first.getAsLong())) : Optional.empty();
    }

    /** Returns how many calls were answered per second from one instant to another. */
    double rate(long from, long to) {
        long answered = ends(true)
                .filter(instant -> instant - from >= 0 && instant - to < 0)
                .count();
        return answered / ((to - from) / 1e9);
    }

    /** Returns how long after an instant the first window of 100 ms ended that lies after it and has this rate. */
    Optional<Duration> rateReached(double rate, long after) {
        long[] since = ends(true)
                .map(instant -> instant - after)
                .filter(nanos -> nanos >= 0)
                .sorted()
                .toArray();
        int wanted = Math.max(1, (int) Math.ceil(rate * WINDOW.toNanos() / 1e9));
        for (int last = wanted - 1; last < since.length; last++) {
            if (since[last] - since[last - wanted + 1] < WINDOW.toNanos()) {
                return Optional.of(Duration.ofNanos(Math.max(since[last], WINDOW.toNanos())));
            }
        }
        return Optional.empty();
    }

    /** Returns how many calls were answered, or failed, in each window of this length from an instant to the end. */
    long[] ended(boolean isAnswered, long from, Duration window) {
        long[] counts = new long[Math.max(0, (int) ((end - from) / window.toNanos()))];
        ends(isAnswered)
                .map(instant -> Math.floorDiv(instant - from, window.toNanos()))
                .filter(index -> index >= 0 && index < counts.length)
                .forEach(index -> counts[(int) index]++);
        return counts;
    }

    private LongStream ends(boolean isAnswered) {
        return diaries.stream()
                .flatMapToLong(diary -> calls(diary)
                        .filter(call -> diary.isAnswered(call) == isAnswered)
                        .mapToLong(diary::end));
    }

    private static IntStream calls(Diary diary) {
        return IntStream.range(0, diary.size());
    }
}
