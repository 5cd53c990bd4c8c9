package io.redisguard.observe;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;

/** What operators are shown of calls, and where. Immutable. */
public final class ObserveOptions {
    /** Shortest threshold accepted; nearly every call would be slow below it. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();

    private final MeterRegistry meters;
    private final Duration slowCall;
    private final ObservationRegistry observations;

    private ObserveOptions(Builder builder) {
        meters = builder.meters;
        slowCall = builder.slowCall;
        observations = builder.observations;
        OptionCheck.of("observe")
                .require(meters != null, "meters", null, "a MeterRegistry")
                .require(
                        slowCall != null && (slowCall.isZero() || isThreshold(slowCall)),
                        "slow-call",
                        slowCall,
                        "0 ms, or " + Text.of(SHORTEST) + " to " + Text.of(OptionCheck.LONGEST))
                .require(observations != null, "observations", null, "an ObservationRegistry")
                .throwIfBroken();
    }

    private static boolean isThreshold(Duration duration) {
        return duration.compareTo(SHORTEST) >= 0 && duration.compareTo(OptionCheck.LONGEST) <= 0;
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.meters = meters;
        builder.slowCall = slowCall;
        builder.observations = observations;
        return builder;
    }

    /** Returns where the meters are; an empty composite when they are nowhere. */
    public MeterRegistry meters() {
        return meters;
    }

    /** Tells whether there are meters at all. */
    @SuppressWarnings("ReferenceEquality") // this very one stands for none
    boolean hasMeters() {
        return meters != NO_METERS;
    }

    /** Returns how long a call takes at least to be called slow; zero when none is. */
    public Duration slowCall() {
        return slowCall;
    }

    /** Returns where calls are told of one by one; {@link ObservationRegistry#NOOP} when they are not. */
    public ObservationRegistry observations() {
        return observations;
    }

    /** Tells whether there are any; a registry that has no handlers yet may get some later. */
    @SuppressWarnings("ReferenceEquality") // as above
    boolean hasObservations() {
        return observations != ObservationRegistry.NOOP;
    }

    /** Names the options and their values; of a registry only whether there is one. */
    @Override
    public String toString() {
        return "ObserveOptions[meters=" + (hasMeters() ? "set" : "none") + ", slow-call=" + Text.of(slowCall)
                + ", observations=" + (hasObservations() ? "set" : "none") + "]";
    }

    /** Builds {@link ObserveOptions}; not thread-safe. */
    public static final class Builder {
        private MeterRegistry meters = NO_METERS;
        private Duration slowCall = Duration.ofMillis(100);
        private ObservationRegistry observations = ObservationRegistry.NOOP;

        private Builder() {}

        /** Sets where the meters are; see {@link GuardMeter}. It is not closed with the guard. */
        @CanIgnoreReturnValue
        public Builder meters(MeterRegistry registry) {
            this.meters = registry;
            return this;
        }

        /**
         * Sets how long a call takes at least to be called slow; zero lets none be. The time that a blocking command
         * asks the server to wait does not count.
         */
        @CanIgnoreReturnValue
        public Builder slowCall(Duration slowCall) {
            this.slowCall = slowCall;
            return this;
        }

        /**
         * Sets where calls are told of one by one, for instance for a trace. Each is a child of the observation that is
         * current on the caller's thread.
         */
        @CanIgnoreReturnValue
        public Builder observations(ObservationRegistry registry) {
            this.observations = registry;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public ObserveOptions build() {
            return new ObserveOptions(this);
        }
    }
}
