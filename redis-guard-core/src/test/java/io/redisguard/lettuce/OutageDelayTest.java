package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.DeterministicRandom;
import io.redisguard.test.ManualTicker;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutageDelayTest {
    private static final int SAMPLES = 10_000;

    private final ManualTicker ticker = ManualTicker.startingAt(Long.MAX_VALUE - 1_000);
    private final OutageDelay delay = new OutageDelay(ticker, DeterministicRandom.seeded(42));

    /** Draws many delays at the present age of the outage, in milliseconds. */
    private LongStream draws() {
        return LongStream.rangeClosed(1, SAMPLES)
                .map(attempt -> delay.createDelay(attempt).toMillis());
    }

    private long longest() {
        return draws().max().orElse(-1);
    }

    @Test
    void isAtMostAQuarterOfASecondInTheFirstHalfMinute() {
        for (int second = 0; second < 30; second++) {
            assertThat(longest()).isLessThanOrEqualTo(250);
            ticker.advance(Duration.ofMillis(999));
        }
    }

    @Test
    void isShorterAtFirstSoThatThoseWhoWaitSeeTheLink() {
        for (int outage = 0; outage < SAMPLES; outage++) {
            assertThat(delay.createDelay(1)).isLessThanOrEqualTo(Duration.ofMillis(150));
            delay.reset();
        }
    }

    @Test
    void growsWithTheOutageButNeverBeyondTenSeconds() {
        assertThat(longest()).isLessThanOrEqualTo(250);
        ticker.advance(Duration.ofSeconds(30));
        assertThat(longest()).isBetween(2_900L, 3_000L);
        ticker.advance(Duration.ofSeconds(30));
        assertThat(longest()).isBetween(5_900L, 6_000L);
        ticker.advance(Duration.ofDays(30));
        assertThat(longest()).isBetween(9_900L, 10_000L);
    }

    @Test
    void isSpreadOverTheWholeRangeFromZero() {
        assertThat(draws().min()).hasValue(0);
        assertThat(draws().average().orElse(0)).isBetween(120.0, 130.0);
        long[] quarters = new long[4];
        draws().forEach(millis -> quarters[(int) Math.min(3, millis / 63)]++);
        assertThat(LongStream.of(quarters).boxed()).allMatch(count -> count > SAMPLES / 5);
    }

    @Test
    void dependsOnTheAgeOfTheOutageAndNotOnTheNumberOfAttempts() {
        assertThat(delay.createDelay(1)).isLessThanOrEqualTo(OutageDelay.LONGEST_WHILE_YOUNG);
        assertThat(delay.createDelay(1_000_000)).isLessThanOrEqualTo(OutageDelay.LONGEST_WHILE_YOUNG);
    }

    @Test
    void isShortAgainWhenTheConnectionHasBeenBack() {
        delay.createDelay(1);
        ticker.advance(Duration.ofHours(1));
        assertThat(longest()).isGreaterThan(9_000);

        delay.reset();

        assertThat(longest()).isLessThanOrEqualTo(250);
    }

    @Test
    void startsToCountWithTheFirstAttemptAndNotWithItsCreation() {
        ticker.advance(Duration.ofHours(1));

        assertThat(longest()).isLessThanOrEqualTo(250);
    }
}
