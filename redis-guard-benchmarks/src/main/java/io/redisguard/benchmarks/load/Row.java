package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.worker.WorkerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What has been measured of one subject. Once something fails, it is over for this subject, and its row says so. */
final class Row implements AutoCloseable {
    private final String name;
    private final List<Measurement> rounds = new ArrayList<>();
    private @Nullable Contestant contestant;
    private @Nullable Exception failure;

    /** Starts a subject. */
    Row(String name, Callable<Contestant> start) {
        this.name = name;
        try {
            contestant = start.call();
        } catch (Exception e) { // the others go on
            failure = e;
        }
    }

    String name() {
        return name;
    }

    void prepare(Load load, int millis) {
        attempt(one -> one.prepare(load, millis));
    }

    void turn(Load load, int millis) {
        attempt(one -> rounds.add(one.turn(load, millis)));
    }

    private interface Attempt {
        void on(Contestant contestant) throws Exception;
    }

    private void attempt(Attempt attempt) {
        if (contestant != null && failure == null) {
            try {
                attempt.on(contestant);
            } catch (Exception e) { // the others go on
                failure = e;
            }
        }
    }

    /** Returns what has gone wrong. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns one word on what has gone wrong. */
    Optional<String> reason() {
        return failure()
                .map(e -> e instanceof WorkerException known
                        ? known.reason()
                        : e.getClass().getSimpleName());
    }

    /** Returns the median of the rounds. */
    double median(ToDoubleFunction<Measurement> what) {
        return median(rounds.stream().mapToDouble(what).toArray());
    }

    /**
     * Returns the median of what this one and the other did in the same round, so that what changes for both cancels.
     */
    double ratioTo(Row other) {
        int both = Math.min(rounds.size(), other.rounds.size());
        return median(IntStream.range(0, both)
                .mapToDouble(round -> rounds.get(round).opsPerSecond()
                        / other.rounds.get(round).opsPerSecond())
                .toArray());
    }

    private static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    @Override
    public void close() {
        if (contestant != null) {
            contestant.close();
        }
    }
}
