package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many connections a pool has, who may wait for them, and how long they live. Immutable. */
public final class PoolOptions {
    private static final int MOST = 10_000;
    private static final int MOST_WAITING = 100_000;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration SHORTEST_LIFE = Duration.ofMillis(100);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final int maxSize;
    private final Duration maxWait;
    private final int maxWaiting;
    private final Duration maxIdleTime;
    private final Duration maxAge;
    private final Duration leakAfter;
    private final Duration resetTimeout;

    private PoolOptions(Builder builder) {
        maxSize = builder.maxSize;
        maxWait = builder.maxWait;
        maxWaiting = builder.maxWaiting;
        maxIdleTime = builder.maxIdleTime;
        maxAge = builder.maxAge;
        leakAfter = builder.leakAfter;
        resetTimeout = builder.resetTimeout;
        OptionCheck.of("pool")
                .between(1, MOST, "max-size", maxSize)
                .between(SHORTEST, AN_HOUR, "max-wait", maxWait)
                .between(0, MOST_WAITING, "max-waiting", maxWaiting)
                .between(SHORTEST_LIFE, OptionCheck.LONGEST, "max-idle-time", maxIdleTime)
                .between(SHORTEST_LIFE, OptionCheck.LONGEST, "max-age", maxAge)
                .require(
                        isZeroOrDuration(leakAfter),
                        "leak-after",
                        leakAfter,
                        "0 ms, or " + Text.of(SHORTEST) + " to " + Text.of(OptionCheck.LONGEST))
                .between(SHORTEST, A_MINUTE, "reset-timeout", resetTimeout)
                .throwIfBroken();
    }

    private static boolean isZeroOrDuration(@Nullable Duration time) {
        return time != null
                && (time.isZero() || (time.compareTo(SHORTEST) >= 0 && time.compareTo(OptionCheck.LONGEST) <= 0));
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .maxSize(maxSize)
                .maxWait(maxWait)
                .maxWaiting(maxWaiting)
                .maxIdleTime(maxIdleTime)
                .maxAge(maxAge)
                .leakAfter(leakAfter)
                .resetTimeout(resetTimeout);
    }

    /** Returns how many connections the pool has at most, those included that are being made, reset or closed. */
    public int maxSize() {
        return maxSize;
    }

    /** Returns how long a borrower waits at most, the making of a connection included. */
    public Duration maxWait() {
        return maxWait;
    }

    /** Returns how many borrowers may wait while all connections are lent; others are refused at once. */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** Returns how long a connection is kept idle at most; each one up to a fifth shorter, at random. */
    public Duration maxIdleTime() {
        return maxIdleTime;
    }

    /** Returns how long a connection is lent again and again at most; each one up to a fifth shorter, at random. */
    public Duration maxAge() {
        return maxAge;
    }

    /** Returns after what time a lent connection is reported, once, with its borrower; zero for never. */
    public Duration leakAfter() {
        return leakAfter;
    }

    /** Returns how long the undoing of what a borrower has changed may take; what takes longer is closed. */
    public Duration resetTimeout() {
        return resetTimeout;
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "PoolOptions[max-size=" + maxSize + ", max-wait=" + Text.of(maxWait) + ", max-waiting=" + maxWaiting
                + ", max-idle-time=" + Text.of(maxIdleTime) + ", max-age=" + Text.of(maxAge) + ", leak-after="
                + Text.of(leakAfter) + ", reset-timeout=" + Text.of(resetTimeout) + "]";
    }

    /** Builds {@link PoolOptions}; not thread-safe. */
    public static final class Builder {
        private int maxSize = 8;
        private Duration maxWait = Duration.ofMillis(500);
        private int maxWaiting = 1_000;
        private Duration maxIdleTime = Duration.ofMinutes(5);
        private Duration maxAge = Duration.ofMinutes(30);
        private Duration leakAfter = Duration.ofSeconds(30);
        private Duration resetTimeout = Duration.ofMillis(500);

        private Builder() {}

        /** Sets how many connections the pool has at most. */
        @CanIgnoreReturnValue
        public Builder maxSize(int maxSize) {
            this.maxSize = maxSize;
            return this;
        }

        /** Sets how long a borrower waits at most, the making of a connection included. */
        @CanIgnoreReturnValue
        public Builder maxWait(Duration maxWait) {
            this.maxWait = maxWait;
            return this;
        }

        /** Sets how many borrowers may wait while all connections are lent; with zero nobody does. */
        @CanIgnoreReturnValue
        public Builder maxWaiting(int maxWaiting) {
            this.maxWaiting = maxWaiting;
            return this;
        }

        /** Sets how long a connection is kept idle at most. */
        @CanIgnoreReturnValue
        public Builder maxIdleTime(Duration maxIdleTime) {
            this.maxIdleTime = maxIdleTime;
            return this;
        }

        /** Sets how long a connection is lent again and again at most. */
        @CanIgnoreReturnValue
        public Builder maxAge(Duration maxAge) {
            this.maxAge = maxAge;
            return this;
        }

        /** Sets after what time a lent connection is reported, once, with its borrower; zero for never. */
        @CanIgnoreReturnValue
        public Builder leakAfter(Duration leakAfter) {
            this.leakAfter = leakAfter;
            return this;
        }

        /** Sets how long the undoing of what a borrower has changed may take. */
        @CanIgnoreReturnValue
        public Builder resetTimeout(Duration resetTimeout) {
            this.resetTimeout = resetTimeout;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public PoolOptions build() {
            return new PoolOptions(this);
        }
    }
}
