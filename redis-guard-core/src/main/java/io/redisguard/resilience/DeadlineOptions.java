package io.redisguard.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long calls may take. Immutable. */
public final class DeadlineOptions {
    /** Shortest deadline accepted; the clock behind deadlines ticks every 10 ms. */
    public static final Duration SHORTEST = Duration.ofMillis(10);

    private final Duration total;
    private final Duration attempt;
    private final Duration slow;
    private final Duration blockingMargin;

    private DeadlineOptions(Builder builder) {
        total = builder.total;
        attempt = builder.attempt;
        slow = builder.slow;
        blockingMargin = builder.blockingMargin;
        OptionCheck.of("deadlines")
                .between(SHORTEST, OptionCheck.LONGEST, "total", total)
                .between(SHORTEST, isDeadline(total) ? total : OptionCheck.LONGEST, "attempt", attempt)
                .between(SHORTEST, OptionCheck.LONGEST, "slow", slow)
                .between(SHORTEST, OptionCheck.LONGEST, "blocking-margin", blockingMargin)
                .throwIfBroken();
    }

    private static boolean isDeadline(@Nullable Duration total) {
        return total != null && total.compareTo(SHORTEST) >= 0 && total.compareTo(OptionCheck.LONGEST) <= 0;
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder().total(total).attempt(attempt).slow(slow).blockingMargin(blockingMargin);
    }

    /** Returns how long a call of an ordinary command may take with everything that is done for it. */
    public Duration total() {
        return total;
    }

    /** Returns how long one attempt of an ordinary command may wait for its reply. */
    public Duration attempt() {
        return attempt;
    }

    /**
     * Returns how long a call of a slow command may take, instead of {@link #attempt} and {@link #total}: scripts,
     * sorting, set algebra, administration.
     */
    public Duration slow() {
        return slow;
    }

    /**
     * Returns how much longer than the server a call of a blocking command may take; {@link #total} does not bound it.
     */
    public Duration blockingMargin() {
        return blockingMargin;
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "DeadlineOptions[total=" + Text.of(total) + ", attempt=" + Text.of(attempt) + ", slow=" + Text.of(slow)
                + ", blocking-margin=" + Text.of(blockingMargin) + "]";
    }

    /** Builds {@link DeadlineOptions}; not thread-safe. */
    public static final class Builder {
        private Duration total = Duration.ofSeconds(1);
        private Duration attempt = Duration.ofMillis(500);
        private Duration slow = Duration.ofSeconds(5);
        private Duration blockingMargin = Duration.ofSeconds(1);

        private Builder() {}

        /** Sets how long a call of an ordinary command may take with everything that is done for it. */
        @CanIgnoreReturnValue
        public Builder total(Duration total) {
            this.total = total;
            return this;
        }

        /** Sets how long one attempt of an ordinary command may wait for its reply; at most {@link #total}. */
        @CanIgnoreReturnValue
        public Builder attempt(Duration attempt) {
            this.attempt = attempt;
            return this;
        }

        /** Sets how long a call of a slow command may take, instead of {@link #attempt} and {@link #total}. */
        @CanIgnoreReturnValue
        public Builder slow(Duration slow) {
            this.slow = slow;
            return this;
        }

        /**
         * Sets how much longer than the server a call of a blocking command may take; at least what it may wait for a
         * connection of the blocking pool.
         */
        @CanIgnoreReturnValue
        public Builder blockingMargin(Duration blockingMargin) {
            this.blockingMargin = blockingMargin;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public DeadlineOptions build() {
            return new DeadlineOptions(this);
        }
    }
}
