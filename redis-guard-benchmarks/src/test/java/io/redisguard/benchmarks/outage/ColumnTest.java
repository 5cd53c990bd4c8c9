package io.redisguard.benchmarks.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnTest {
    private final Column<Optional<Duration>> times = Column.millis("time", "never", time -> time);

    private static Optional<Duration> millis(long time) {
        return Optional.of(Duration.ofMillis(time));
    }

    @Test
    void showsTheMedianAndTheMostOfTheRounds() {
        assertThat(times.cell(List.of(millis(3), millis(1), millis(2)))).isEqualTo("2.0 / 3.0");
        assertThat(times.cell(List.of(millis(3)))).isEqualTo("3.0");
    }

    @Test
    void neverIsMoreThanAnyTime() {
        assertThat(times.cell(List.of(Optional.empty(), millis(1), millis(2)))).isEqualTo("2.0 / never");
        assertThat(times.cell(List.of(Optional.empty()))).isEqualTo("never");
    }

    @Test
    void showsNumbersInTheirFormat() {
        assertThat(Column.<Integer>of("count", "%.0f", Integer::doubleValue).cell(List.of(1, 3_000)))
                .isEqualTo("3000 / 3000");
    }
}
