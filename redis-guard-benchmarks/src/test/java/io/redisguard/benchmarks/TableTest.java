package io.redisguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsNamesToTheLeftAndNumbersToTheRight() {
        Table table = new Table(List.of("subject", "ops/s"))
                .add(List.of("raw", "41,000"))
                .add(List.of("a long name"));

        assertThat(table.toString().lines())
                .containsExactly(
                        "| subject     |  ops/s |", //
                        "|-------------|-------:|",
                        "| raw         | 41,000 |",
                        "| a long name |        |");
    }
}
