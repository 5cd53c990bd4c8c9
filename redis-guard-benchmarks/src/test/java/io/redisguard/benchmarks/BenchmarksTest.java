package io.redisguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Says nothing about speed, only that every benchmark still runs. */
class BenchmarksTest {
    static List<String> names() {
        return Benchmarks.names("");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyBenchmarkRuns(String name) throws Exception {
        Options once = new OptionsBuilder()
                .parent(Benchmarks.options(name, 2))
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .build();

        RunResult result = new Runner(once).runSingle();

        assertThat(result.getParams().getBenchmark()).isEqualTo(name);
        assertThat(result.getPrimaryResult().getScore()).isPositive();
        assertThat(Benchmarks.allocated(result)).isNotNegative();
    }

    @Test
    void aNameThatNobodyHasIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Benchmarks.main("NoSuchBenchmark"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NoSuchBenchmark")
                .hasMessageContaining(StagesBenchmark.class.getName() + ".sharedRoad")
                .hasMessageContaining("sync-8");
    }
}
