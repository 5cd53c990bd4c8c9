package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.DeterministicRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
    private static final int WINDOW_TICKS = 100;
    private static final int FLOOR = 50;

    private final RetryBudget budget = new RetryBudget(RetryOptions.builder().build());

    private int takeAll() {
        int taken = 0;
        while (budget.take()) {
            budget.count(1); // a repeat ends as one more attempt
            taken++;
        }
        return taken;
    }

    private void passTicks(int count) {
        IntStream.range(0, count).forEach(i -> budget.tick());
    }

    @Test
    void isFiveRepeatsASecondOfTheWindowWhenThereAreNoCalls() {
        assertThat(takeAll()).isEqualTo(FLOOR);
        assertThat(budget.take()).isFalse();
    }

    @Test
    void isATenthOfTheCallsAboveTheFloor() {
        budget.count(1_000);

        assertThat(takeAll()).isEqualTo(FLOOR + 100);
    }

    @Test
    void repeatsThatAreStillUnderWayEarnNothing() {
        budget.count(1_000);
        int taken = 0;
        while (budget.take()) {
            taken++;
        }

        assertThat(taken).isBetween(FLOOR + 80, FLOOR + 100);
        budget.count(taken);
        assertThat(taken + takeAll()).isEqualTo(FLOOR + 100);
    }

    @Test
    void earnsNothingForCallsOfMoreThanTenSecondsAgo() {
        budget.count(1_000);
        passTicks(WINDOW_TICKS - 1);
        int before = takeAll();
        budget.tick();
        passTicks(WINDOW_TICKS);

        assertThat(before).isEqualTo(FLOOR + 100);
        assertThat(takeAll()).isEqualTo(FLOOR);
    }

    @Test
    void forgetsRepeatsAfterTenSecondsAndNotBefore() {
        takeAll();
        passTicks(WINDOW_TICKS - 1);
        assertThat(budget.take()).isFalse();

        budget.tick();

        assertThat(takeAll()).isEqualTo(FLOOR);
    }

    @Test
    void isNothingWhenBothPartsAreZero() {
        RetryBudget none = new RetryBudget(
                RetryOptions.builder().budgetPercent(0).budgetPerSecond(0).build());
        none.count(1_000);

        assertThat(none.take()).isFalse();
    }

    /** A repeat of the tick before the window that ended within it counts as a call. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGrantsMoreThanATenthOfTheCallsInAWindowAndTheFloor(long seed) {
        DeterministicRandom random = DeterministicRandom.seeded(seed);
        int ticks = 1_000;
        long[] calls = new long[ticks];
        long[] repeats = new long[ticks];
        long ended = 0;
        for (int tick = 0; tick < ticks; tick++) {
            calls[tick] = random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(20);
            // each repeat that was granted ends as one more attempt
            budget.count(calls[tick] + (tick > 0 ? repeats[tick - 1] : 0));
            long wanted = random.nextInt(4) == 0 ? random.nextInt(500) : random.nextInt(10);
            for (long i = 0; i < wanted && budget.take(); i++) {
                repeats[tick]++;
            }
            ended += repeats[tick];
            if (repeats[tick] > 0) {
                assertThat(sum(repeats, tick))
                        .describedAs("seed %d, tick %d", seed, tick)
                        .isLessThanOrEqualTo((sum(calls, tick) + before(repeats, tick)) / 10 + FLOOR);
            }
            budget.tick();
        }
        assertThat(ended).isGreaterThan(1_000);
    }

    /** Returns the count of the tick before the window that ends with a tick. */
    private static long before(long[] counts, int last) {
        return last < WINDOW_TICKS ? 0 : counts[last - WINDOW_TICKS];
    }

    /** Sums up the window that ends with a tick. */
    private static long sum(long[] counts, int last) {
        return IntStream.rangeClosed(Math.max(0, last - WINDOW_TICKS + 1), last)
                .mapToLong(i -> counts[i])
                .sum();
    }
}
