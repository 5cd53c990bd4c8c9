package io.redisguard.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves only when a test moves it. Thread-safe; clocks made by {@link #withZone} show the same time. */
public final class ManualClock extends Clock {
    /** Where {@link #create()} starts. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Time time;
    private final ZoneId zone;

    private ManualClock(Time time, ZoneId zone) {
        this.time = time;
        this.zone = zone;
    }

    /** Returns a clock in UTC that shows {@link #START}. */
    public static ManualClock create() {
        return startingAt(START);
    }

    /** Returns a clock in UTC that shows the instant. */
    public static ManualClock startingAt(Instant start) {
        return new ManualClock(new Time(start), ZoneOffset.UTC);
    }

    /** Moves the clock; a negative duration turns it back, as a clock correction does. */
    public void advance(Duration step) {
        time.advance(step);
    }

    /** Sets the clock. */
    public void set(Instant instant) {
        time.set(instant);
    }

    @Override
    public Instant instant() {
        return time.read();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public ManualClock withZone(ZoneId wanted) {
        return new ManualClock(time, wanted);
    }

    private static final class Time {
        private Instant now;

        Time(Instant start) {
            now = start;
        }

        synchronized Instant read() {
            return now;
        }

        synchronized void set(Instant instant) {
            now = instant;
        }

        synchronized void advance(Duration step) {
            now = now.plus(step);
        }
    }
}
