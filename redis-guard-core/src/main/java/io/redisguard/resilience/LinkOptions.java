package io.redisguard.resilience;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the link of a connection is watched, and who may wait for it. Immutable. */
public final class LinkOptions {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 100_000;

    private final Duration reconnectGrace;
    private final int maxWaiting;
    private final Duration silence;
    private final Duration silenceLimit;

    private LinkOptions(Builder builder) {
        reconnectGrace = builder.reconnectGrace;
        maxWaiting = builder.maxWaiting;
        silence = builder.silence;
        silenceLimit = builder.silenceLimit;
        OptionCheck.of("link")
                .between(Duration.ZERO, LONGEST_GRACE, "reconnect-grace", reconnectGrace)
                .between(1, MOST_WAITING, "max-waiting", maxWaiting)
                .between(SHORTEST, OptionCheck.LONGEST, "silence", silence)
                .between(isDuration(silence) ? silence : SHORTEST, OptionCheck.LONGEST, "silence-limit", silenceLimit)
                .throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .reconnectGrace(reconnectGrace)
                .maxWaiting(maxWaiting)
                .silence(silence)
                .silenceLimit(silenceLimit);
    }

    /**
     * Returns how old an outage may be for calls that were never sent to wait for the next link; zero lets none wait.
     */
    public Duration reconnectGrace() {
        return reconnectGrace;
    }

    /** Returns how many calls may wait for one link; others fail at once. */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** Returns after what time without a byte, while replies are overdue, the node counts as not answering. */
    public Duration silence() {
        return silence;
    }

    /** Returns after what time without a byte, while replies are overdue, the link is ended and made anew. */
    public Duration silenceLimit() {
        return silenceLimit;
    }

    private static boolean isDuration(@Nullable Duration silence) {
        return silence != null && silence.compareTo(SHORTEST) >= 0 && silence.compareTo(OptionCheck.LONGEST) <= 0;
    }

    /** Names the options and their values. */
    @Override
    public String toString() {
        return "LinkOptions[reconnect-grace=" + Text.of(reconnectGrace) + ", max-waiting=" + maxWaiting + ", silence="
                + Text.of(silence) + ", silence-limit=" + Text.of(silenceLimit) + "]";
    }

    /** Builds {@link LinkOptions}; not thread-safe. */
    public static final class Builder {
        private Duration reconnectGrace = Duration.ofMillis(300);
        private int maxWaiting = 1_000;
        private Duration silence = Duration.ofMillis(500);
        private Duration silenceLimit = Duration.ofSeconds(6);

        private Builder() {}

        /**
         * Sets how old an outage may be for calls that were never sent to wait for the next link; zero lets none wait.
         */
        @CanIgnoreReturnValue
        public Builder reconnectGrace(Duration reconnectGrace) {
            this.reconnectGrace = reconnectGrace;
            return this;
        }

        /** Sets how many calls may wait for one link. */
        @CanIgnoreReturnValue
        public Builder maxWaiting(int maxWaiting) {
            this.maxWaiting = maxWaiting;
            return this;
        }

        /** Sets after what time without a byte, while replies are overdue, the node counts as not answering. */
        @CanIgnoreReturnValue
        public Builder silence(Duration silence) {
            this.silence = silence;
            return this;
        }

        /**
         * Sets after what time without a byte, while replies are overdue, the link is ended and made anew; at least
         * {@link #silence}.
         */
        @CanIgnoreReturnValue
        public Builder silenceLimit(Duration silenceLimit) {
            this.silenceLimit = silenceLimit;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public LinkOptions build() {
            return new LinkOptions(this);
        }
    }
}
