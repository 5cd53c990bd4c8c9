package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.command.ReadPreference;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;

/** When reads go to replicas. Immutable. */
public final class ReplicaOptions {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration SHORTEST_LAG = Duration.ofMillis(100);

    private final ReadPreference readFrom;
    private final Duration maxLag;
    private final Duration ownWrites;

    private ReplicaOptions(Builder builder) {
        readFrom = builder.readFrom;
        maxLag = builder.maxLag;
        ownWrites = builder.ownWrites;
        OptionCheck.of("replicas")
                .require(readFrom != null, "read-from", readFrom, "PRIMARY or REPLICA")
                .between(SHORTEST_LAG, A_MINUTE, "max-lag", maxLag)
                .between(Duration.ZERO, A_MINUTE, "own-writes", ownWrites)
                .throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder().readFrom(readFrom).maxLag(maxLag).ownWrites(ownWrites);
    }

    /** Returns which server answers reads whose caller has no wish. */
    public ReadPreference readFrom() {
        return readFrom;
    }

    /** Returns how far behind a replica may be that answers reads. */
    public Duration maxLag() {
        return maxLag;
    }

    /** Returns for how long after the deadline of a write its key is read from the primary. */
    public Duration ownWrites() {
        return ownWrites;
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "ReplicaOptions[read-from=" + readFrom + ", max-lag=" + Text.of(maxLag) + ", own-writes="
                + Text.of(ownWrites) + "]";
    }

    /** Builds {@link ReplicaOptions}; not thread-safe. */
    public static final class Builder {
        private ReadPreference readFrom = ReadPreference.PRIMARY;
        private Duration maxLag = Duration.ofSeconds(1);
        private Duration ownWrites = Duration.ofSeconds(2);

        private Builder() {}

        /** Sets which server answers reads whose caller has no wish. */
        @CanIgnoreReturnValue
        public Builder readFrom(ReadPreference readFrom) {
            this.readFrom = readFrom;
            return this;
        }

        /** Sets how far behind a replica may be that answers reads. */
        @CanIgnoreReturnValue
        public Builder maxLag(Duration maxLag) {
            this.maxLag = maxLag;
            return this;
        }

        /** Sets for how long after the deadline of a write its key is read from the primary; more than the lag. */
        @CanIgnoreReturnValue
        public Builder ownWrites(Duration ownWrites) {
            this.ownWrites = ownWrites;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public ReplicaOptions build() {
            return new ReplicaOptions(this);
        }
    }
}
