package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.worker.Worker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Lets subjects take turns under the same load, so that what happens to the machine meanwhile happens to all. */
final class Turns implements AutoCloseable {
    private static final int SEED = 1;

    private final List<Row> rows = new ArrayList<>();

    /** Starts a subject in a JVM of its own; one that does not start has a row all the same. */
    void enter(Subject subject, Place place) {
        rows.add(new Row(subject.name(), () -> new JvmContestant(Worker.start(subject, place.target()))));
    }

    void enterRedisBenchmark(Place place) {
        rows.add(new Row(RedisBenchmark.NAME, () -> new RedisBenchmark(place.target())));
    }

    /** Measures all of them in each round, in another order each time. */
    List<Row> take(Load load, Pace pace) {
        rows.forEach(row -> row.prepare(load, pace.warmUpMillis()));
        List<Row> order = new ArrayList<>(rows);
        Random random = new Random(SEED); // the same orders in all runs
        for (int round = 0; round < pace.rounds(); round++) {
            order.forEach(row -> row.turn(load, pace.roundMillis()));
            Collections.shuffle(order, random);
        }
        return rows;
    }

    @Override
    public void close() {
        rows.forEach(Row::close);
    }
}
