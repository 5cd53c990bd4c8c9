package io.redisguard.resilience;

import io.redisguard.command.RoadTimer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of the road, for Resilience4j; its time means nothing by itself. Thread-safe. */
final class TimerClock extends Clock {
    private final RoadTimer timer;

    TimerClock(RoadTimer timer) {
        this.timer = timer;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(timer.nanoTime());
    }
}
