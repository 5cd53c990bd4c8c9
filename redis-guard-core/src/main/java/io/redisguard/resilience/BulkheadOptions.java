package io.redisguard.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.command.ConnectionRole;
import io.redisguard.internal.OptionCheck;

/** How many commands may be on the wire to one node. Immutable. */
public final class BulkheadOptions {
    private static final int MOST = 1_000_000;

    private final int maxInFlight;
    private final int maxInFlightExclusive;

    private BulkheadOptions(Builder builder) {
        maxInFlight = builder.maxInFlight;
        maxInFlightExclusive = builder.maxInFlightExclusive;
        OptionCheck.of("bulkhead")
                .between(1, MOST, "max-in-flight", maxInFlight)
                .between(1, MOST, "max-in-flight-exclusive", maxInFlightExclusive)
                .throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder().maxInFlight(maxInFlight).maxInFlightExclusive(maxInFlightExclusive);
    }

    /**
     * Returns how many commands the shared connection to a node holds at most, those included whose callers gave up.
     */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** Returns how many commands all exclusive connections to a node hold at most, and again all blocking ones. */
    public int maxInFlightExclusive() {
        return maxInFlightExclusive;
    }

    /** Returns how many commands connections of this role hold at most. */
    int limit(ConnectionRole role) {
        return switch (role) {
            case SHARED -> maxInFlight;
            case EXCLUSIVE, BLOCKING -> maxInFlightExclusive;
        };
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "BulkheadOptions[max-in-flight=" + maxInFlight + ", max-in-flight-exclusive=" + maxInFlightExclusive
                + "]";
    }

    /** Builds {@link BulkheadOptions}; not thread-safe. */
    public static final class Builder {
        private int maxInFlight = 10_000;
        private int maxInFlightExclusive = 10_000;

        private Builder() {}

        /** Sets how many commands the shared connection to a node holds at most. */
        @CanIgnoreReturnValue
        public Builder maxInFlight(int maxInFlight) {
            this.maxInFlight = maxInFlight;
            return this;
        }

        /** Sets how many commands all exclusive connections to a node hold at most, and again all blocking ones. */
        @CanIgnoreReturnValue
        public Builder maxInFlightExclusive(int maxInFlightExclusive) {
            this.maxInFlightExclusive = maxInFlightExclusive;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public BulkheadOptions build() {
            return new BulkheadOptions(this);
        }
    }
}
