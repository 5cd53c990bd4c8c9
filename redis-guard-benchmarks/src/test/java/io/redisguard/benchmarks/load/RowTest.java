package io.redisguard.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final Load LOAD = Load.get(1, 100);

    /** Does so many calls per second, round by round, and then fails. */
    private record Planned(Queue<Integer> opsPerSecond) implements Contestant {
        @Override
        public void prepare(Load load, int millis) {}

        @Override
        public Measurement turn(Load load, int millis) throws IOException {
            Integer ops = opsPerSecond.poll();
            if (ops == null) {
                throw new IOException("Nothing is planned.");
            }
            return new Measurement(ops, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }

        @Override
        public void close() {}
    }

    private static Row row(Integer... opsPerSecond) {
        Row row = new Row("planned", () -> new Planned(new ArrayDeque<>(List.of(opsPerSecond))));
        row.prepare(LOAD, 1);
        for (int i = 0; i < opsPerSecond.length; i++) {
            row.turn(LOAD, 1);
        }
        return row;
    }

    @Test
    void oneRoundThatWasDisturbedDoesNotCount() {
        assertThat(row(100, 3, 110).median(Measurement::opsPerSecond)).isEqualTo(100);
        assertThat(row(100, 3, 110, 120).median(Measurement::opsPerSecond)).isEqualTo(105);
    }

    @Test
    void whatSlowsAllDownInOneRoundDoesNotChangeTheRatio() {
        assertThat(row(50, 5, 500).ratioTo(row(100, 10, 1_000))).isEqualTo(0.5);
    }

    @Test
    void aFailureEndsItForThisOneOnly() {
        Row row = row(100);

        row.turn(LOAD, 1);
        row.turn(LOAD, 1);

        assertThat(row.reason()).contains("IOException");
    }

    @Test
    void whatDoesNotStartHasARow() {
        Row row = new Row("broken", () -> {
            throw new IOException("It does not start.");
        });
        row.prepare(LOAD, 1);
        row.turn(LOAD, 1);

        assertThat(row.reason()).contains("IOException");
        assertThat(row.median(Measurement::opsPerSecond)).isNaN();
    }
}
