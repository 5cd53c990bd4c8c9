package io.redisguard.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;

/** When the circuit breaker of a node opens, and how it closes again. Immutable. */
public final class CircuitBreakerOptions {
    private static final Duration SHORTEST_WINDOW = Duration.ofMillis(300);
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration SHORTEST_OPEN = Duration.ofMillis(100);
    private static final Duration LONGEST_OPEN = Duration.ofMinutes(1);
    private static final int MOST_PROBES = 1_000;

    private final BreakerMode mode;
    private final int failurePercent;
    private final Duration window;
    private final Duration openFor;
    private final int probes;

    private CircuitBreakerOptions(Builder builder) {
        mode = builder.mode;
        failurePercent = builder.failurePercent;
        window = builder.window;
        openFor = builder.openFor;
        probes = builder.probes;
        OptionCheck.of("circuit-breaker")
                .require(mode != null, "mode", mode, "PROTECT or OFF")
                .between(1, 100, "failure-percent", failurePercent)
                .between(SHORTEST_WINDOW, LONGEST_WINDOW, "window", window)
                .between(SHORTEST_OPEN, LONGEST_OPEN, "open-for", openFor)
                .between(1, MOST_PROBES, "probes", probes)
                .throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .mode(mode)
                .failurePercent(failurePercent)
                .window(window)
                .openFor(openFor)
                .probes(probes);
    }

    /** Returns what the breaker does. */
    public BreakerMode mode() {
        return mode;
    }

    /** Returns which share of failed attempts makes a tick bad, and which share of bad ticks opens the breaker. */
    public int failurePercent() {
        return failurePercent;
    }

    /** Returns over what time ticks are judged; a tick is a tenth of a second with attempts. */
    public Duration window() {
        return window;
    }

    /**
     * Returns how long the breaker is open, up to half as long again at random, when no sign of life ends it before.
     */
    public Duration openFor() {
        return openFor;
    }

    /** Returns how many attempts a half-open breaker lets through before it decides. */
    public int probes() {
        return probes;
    }

    /** Returns how many ticks the window has. */
    int ticks() {
        return (int) (window.toNanos() / NodeHealth.TICK_NANOS);
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "CircuitBreakerOptions[mode=" + mode + ", failure-percent=" + failurePercent + ", window="
                + Text.of(window) + ", open-for=" + Text.of(openFor) + ", probes=" + probes + "]";
    }

    /** Builds {@link CircuitBreakerOptions}; not thread-safe. */
    public static final class Builder {
        private BreakerMode mode = BreakerMode.PROTECT;
        private int failurePercent = 50;
        private Duration window = Duration.ofMillis(500);
        private Duration openFor = Duration.ofSeconds(1);
        private int probes = 8;

        private Builder() {}

        /** Sets what the breaker does. */
        @CanIgnoreReturnValue
        public Builder mode(BreakerMode mode) {
            this.mode = mode;
            return this;
        }

        /** Sets which share of failed attempts makes a tick bad, and which share of bad ticks opens the breaker. */
        @CanIgnoreReturnValue
        public Builder failurePercent(int failurePercent) {
            this.failurePercent = failurePercent;
            return this;
        }

        /** Sets over what time ticks are judged; a tick is a tenth of a second with attempts. */
        @CanIgnoreReturnValue
        public Builder window(Duration window) {
            this.window = window;
            return this;
        }

        /**
         * Sets how long the breaker is open, up to half as long again at random, when no sign of life ends it before.
         */
        @CanIgnoreReturnValue
        public Builder openFor(Duration openFor) {
            this.openFor = openFor;
            return this;
        }

        /** Sets how many attempts a half-open breaker lets through before it decides. */
        @CanIgnoreReturnValue
        public Builder probes(int probes) {
            this.probes = probes;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public CircuitBreakerOptions build() {
            return new CircuitBreakerOptions(this);
        }
    }
}
