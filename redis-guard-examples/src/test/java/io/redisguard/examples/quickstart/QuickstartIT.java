package io.redisguard.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.resilience.DeadlineOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuickstartIT {
    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();
    private static List<Tally> tallies = List.of();

    @BeforeAll
    static void run() throws InterruptedException {
        tallies = Quickstart.run(new PrintStream(PRINTED, true, StandardCharsets.UTF_8));
    }

    @Test
    void stockLettuceHangsAndAppliesCallsTwice() {
        Tally stock = tallies.get(0);

        assertThat(stock.name()).isEqualTo("stock Lettuce");
        assertThat(stock.hung()).isPositive();
        assertThat(stock.appliedTwice()).isPositive();
    }

    @Test
    void aGuardedCallIsNeverAppliedTwice() {
        Tally guarded = tallies.get(1);

        assertThat(guarded.name()).isEqualTo("redis-guard");
        assertThat(guarded.appliedTwice()).isZero();
        assertThat(guarded.outcomeUnknown()).isPositive();
    }

    @Test
    void aGuardedCallEndsByItsDeadline() {
        Duration deadline = DeadlineOptions.builder().build().attempt();

        assertThat(tallies.get(1).longest()).isLessThan(deadline.plusMillis(500));
    }

    @Test
    void aGuardedCallerHasAnswersSoonAfterTheFault() {
        assertThat(tallies.get(1).slowestRecovery()).isPositive().isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void everyCallIsCountedOnce() {
        assertThat(tallies)
                .hasSize(2)
                .allSatisfy(tally -> assertThat(tally.answeredFast() + tally.failedFast() + tally.hung())
                        .isEqualTo(tally.calls())
                        .isPositive());
    }

    @Test
    void theLastLineSaysHowItEnded() {
        assertThat(PRINTED.toString(StandardCharsets.UTF_8).lines().reduce("", (earlier, line) -> line))
                .startsWith("Quickstart finished in ")
                .contains("applied no increment twice");
    }
}
