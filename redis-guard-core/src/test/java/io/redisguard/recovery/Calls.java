package io.redisguard.recovery;

import io.redisguard.recovery.Diary.Ending;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** All calls of some callers, and what there is to ask about them. Instants are readings of {@link System#nanoTime}. */
public final class Calls {
    private static final Duration WINDOW = Duration.ofMillis(100);

    private final List<Diary> diaries;

    Calls(List<Diary> diaries) {
        this.diaries = List.copyOf(diaries);
    }

    /** Returns how many there are. */
    public long count() {
        return diaries.stream().mapToLong(Diary::calls).sum();
    }

    /** Returns how many have ended in this way. */
    public long count(Ending ending) {
        return diaries.stream()
                .mapToLong(diary -> calls(diary)
                        .filter(call -> diary.ending(call) == ending)
                        .count())
                .sum();
    }

    /** Returns how many have failed. */
    public long failed() {
        return count() - count(Ending.ANSWERED);
    }

    /** Returns how long the longest took. */
    public Duration longest() {
        long nanos = diaries.stream()
                .flatMapToLong(diary -> calls(diary).mapToLong(diary::nanos))
                .max()
                .orElse(0);
        return Duration.ofNanos(nanos);
    }

    /** Returns how many have started from one instant to another. */
    public long startedBetween(long from, long to) {
        return nanosOfCallsStarted(from, to).count();
    }

    /** Returns the time that 99 % of the calls which started from one instant to another have not exceeded. */
    public Optional<Duration> p99OfCallsStarted(long from, long to) {
        long[] sorted = nanosOfCallsStarted(from, to).sorted().toArray();
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(sorted[(int) Math.ceil(sorted.length * 0.99) - 1]));
    }

    private LongStream nanosOfCallsStarted(long from, long to) {
        return diaries.stream()
                .flatMapToLong(diary -> calls(diary)
                        .filter(call -> diary.start(call) - from >= 0 && diary.start(call) - to < 0)
                        .mapToLong(diary::nanos));
    }

    /** Returns how long after an instant the first call started that failed within the limit. */
    Optional<Duration> firstFailureWithin(Duration limit, long after) {
        return sinceMin(
                after,
                diaries.stream()
                        .flatMapToLong(diary -> calls(diary)
                                .filter(call -> diary.ending(call) != Ending.ANSWERED)
                                .filter(call -> diary.nanos(call) <= limit.toNanos())
                                .mapToLong(diary::start)));
    }

    /** Returns how long after an instant the first answer came. */
    public Optional<Duration> firstAnswer(long after) {
        return sinceMin(after, answers());
    }

    /** Returns how long after an instant every caller has had an answer; nothing when one has had none. */
    Optional<Duration> answersForAll(long after) {
        List<Duration> firsts = diaries.stream()
                .map(diary -> new Calls(List.of(diary)).firstAnswer(after))
                .flatMap(Optional::stream)
                .toList();
        return firsts.size() == diaries.size() ? firsts.stream().max(Duration::compareTo) : Optional.empty();
    }

    private static Optional<Duration> sinceMin(long after, LongStream instants) {
        OptionalLong min = instants.map(instant -> instant - after)
                .filter(nanos -> nanos >= 0)
                .min();
        return min.isPresent() ? Optional.of(Duration.ofNanos(min.getAsLong())) : Optional.empty();
    }

    /** Returns how many calls were answered per second from one instant to another. */
    public double rate(long from, long to) {
        long answered = answers()
                .filter(instant -> instant - from >= 0 && instant - to < 0)
                .count();
        return answered / (Duration.ofNanos(to - from).toNanos() / 1e9);
    }

    /** Returns how long after an instant the first window of 100 ms ended that lies after it and has this rate. */
    public Optional<Duration> rateReached(double rate, long after) {
        long[] since = answers()
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

    private LongStream answers() {
        return diaries.stream()
                .flatMapToLong(diary -> calls(diary)
                        .filter(call -> diary.ending(call) == Ending.ANSWERED)
                        .mapToLong(diary::end));
    }

    private static IntStream calls(Diary diary) {
        return IntStream.range(0, diary.calls());
    }

    /** Returns how many ended in which way. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(count() + " calls");
        Arrays.stream(Ending.values())
                .filter(ending -> count(ending) > 0)
                .forEach(ending ->
                        text.append(", ").append(count(ending)).append(' ').append(ending));
        return text.toString();
    }
}
