package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    @Test
    void clockMovesOnlyWhenAsked() {
        ManualClock clock = ManualClock.create();

        clock.advance(Duration.ofSeconds(90));

        assertThat(clock.instant()).isEqualTo(ManualClock.START.plusSeconds(90));
        assertThat(clock.millis()).isEqualTo(ManualClock.START.plusSeconds(90).toEpochMilli());
    }

    @Test
    void clockCanBeTurnedBack() {
        ManualClock clock = ManualClock.startingAt(Instant.EPOCH);

        clock.advance(Duration.ofSeconds(-1));

        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(-1));
    }

    @Test
    void clocksOfOtherZonesShowTheSameTime() {
        ManualClock clock = ManualClock.create();
        ManualClock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));

        clock.set(Instant.EPOCH);

        assertThat(tokyo.instant()).isEqualTo(Instant.EPOCH);
        assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @Test
    void tickerCountsNanoseconds() {
        ManualTicker ticker = ManualTicker.create();

        ticker.advance(Duration.ofMillis(2));

        assertThat(ticker.read()).isEqualTo(2_000_000);
        assertThat(ticker.getAsLong()).isEqualTo(2_000_000);
    }

    @Test
    void tickerOverflowsLikeNanoTime() {
        ManualTicker ticker = ManualTicker.startingAt(Long.MAX_VALUE);

        ticker.advance(Duration.ofNanos(1));

        assertThat(ticker.read()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void tickerDoesNotGoBack() {
        assertThatThrownBy(() -> ManualTicker.create().advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
