package io.redisguard.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How calls are repeated whose repetition does no harm. Immutable. */
public final class RetryOptions {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS = 10;
    private static final int MOST_PER_SECOND = 100_000;

    private final int maxAttempts;
    private final Duration shortestPause;
    private final Duration longestPause;
    private final int budgetPercent;
    private final int budgetPerSecond;
    private final RepeatedWrites writes;

    private RetryOptions(Builder builder) {
        maxAttempts = builder.maxAttempts;
        shortestPause = builder.shortestPause;
        longestPause = builder.longestPause;
        budgetPercent = builder.budgetPercent;
        budgetPerSecond = builder.budgetPerSecond;
        writes = builder.writes;
        OptionCheck.of("retry")
                .between(1, MOST_ATTEMPTS, "max-attempts", maxAttempts)
                .between(SHORTEST, LONGEST, "shortest-pause", shortestPause)
                .between(isPause(shortestPause) ? shortestPause : SHORTEST, LONGEST, "longest-pause", longestPause)
                .between(0, 100, "budget-percent", budgetPercent)
                .between(0, MOST_PER_SECOND, "budget-per-second", budgetPerSecond)
                .require(writes != null, "writes", writes, "WHEN_CALLER_WAITS, ALWAYS or NEVER")
                .throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .maxAttempts(maxAttempts)
                .shortestPause(shortestPause)
                .longestPause(longestPause)
                .budgetPercent(budgetPercent)
                .budgetPerSecond(budgetPerSecond)
                .writes(writes);
    }

    /** Returns how often a call is sent at most; 1 repeats nothing that was sent. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Returns the lower end of the random pause before a repeat. */
    public Duration shortestPause() {
        return shortestPause;
    }

    /** Returns the upper end of the random pause before a repeat. */
    public Duration longestPause() {
        return longestPause;
    }

    /** Returns how many repeats there may be for a hundred calls of the last ten seconds. */
    public int budgetPercent() {
        return budgetPercent;
    }

    /** Returns how many repeats a second there may be besides, for times with few calls. */
    public int budgetPerSecond() {
        return budgetPerSecond;
    }

    /** Returns which writes may be repeated, or wait for the next link after they were handed over. */
    public RepeatedWrites writes() {
        return writes;
    }

    private static boolean isPause(@Nullable Duration pause) {
        return pause != null && pause.compareTo(SHORTEST) >= 0 && pause.compareTo(LONGEST) <= 0;
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "RetryOptions[max-attempts=" + maxAttempts + ", shortest-pause=" + Text.of(shortestPause)
                + ", longest-pause=" + Text.of(longestPause) + ", budget-percent=" + budgetPercent
                + ", budget-per-second=" + budgetPerSecond + ", writes=" + writes + "]";
    }

    /** Builds {@link RetryOptions}; not thread-safe. */
    public static final class Builder {
        private int maxAttempts = 3;
        private Duration shortestPause = Duration.ofMillis(10);
        private Duration longestPause = Duration.ofMillis(500);
        private int budgetPercent = 10;
        private int budgetPerSecond = 5;
        private RepeatedWrites writes = RepeatedWrites.WHEN_CALLER_WAITS;

        private Builder() {}

        /** Sets how often a call is sent at most; 1 repeats nothing that was sent. */
        @CanIgnoreReturnValue
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** Sets the lower end of the random pause before a repeat. */
        @CanIgnoreReturnValue
        public Builder shortestPause(Duration shortestPause) {
            this.shortestPause = shortestPause;
            return this;
        }

        /** Sets the upper end of the random pause before a repeat; at least {@link #shortestPause}. */
        @CanIgnoreReturnValue
        public Builder longestPause(Duration longestPause) {
            this.longestPause = longestPause;
            return this;
        }

        /** Sets how many repeats there may be for a hundred calls of the last ten seconds. */
        @CanIgnoreReturnValue
        public Builder budgetPercent(int budgetPercent) {
            this.budgetPercent = budgetPercent;
            return this;
        }

        /** Sets how many repeats a second there may be besides, for times with few calls. */
        @CanIgnoreReturnValue
        public Builder budgetPerSecond(int budgetPerSecond) {
            this.budgetPerSecond = budgetPerSecond;
            return this;
        }

        /** Sets which writes may be repeated, or wait for the next link after they were handed over. */
        @CanIgnoreReturnValue
        public Builder writes(RepeatedWrites writes) {
            this.writes = writes;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public RetryOptions build() {
            return new RetryOptions(this);
        }
    }
}
