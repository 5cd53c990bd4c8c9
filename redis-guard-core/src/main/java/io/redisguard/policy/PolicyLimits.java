package io.redisguard.policy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;

/** From which sizes on rules are broken. Immutable. */
public final class PolicyLimits {
    /** Largest limit in bytes: as much as a value of Redis can have by default. */
    public static final int MOST_BYTES = 512 * 1024 * 1024;

    /** Largest limit in elements. */
    public static final int MOST_ELEMENTS = 100_000_000;

    private final int bigValueBytes;
    private final int hugeValueBytes;
    private final int bigReplyBytes;
    private final int bigReplyElements;
    private final int maxElements;
    private final int maxKeyBytes;

    private PolicyLimits(Builder builder) {
        bigValueBytes = builder.bigValueBytes;
        hugeValueBytes = builder.hugeValueBytes;
        bigReplyBytes = builder.bigReplyBytes;
        bigReplyElements = builder.bigReplyElements;
        maxElements = builder.maxElements;
        maxKeyBytes = builder.maxKeyBytes;
        OptionCheck.of("policy limits")
                .between(1, MOST_BYTES, "big-value-bytes", bigValueBytes)
                .between(Math.max(1, bigValueBytes), MOST_BYTES, "huge-value-bytes", hugeValueBytes)
                .between(1, MOST_BYTES, "big-reply-bytes", bigReplyBytes)
                .between(1, MOST_ELEMENTS, "big-reply-elements", bigReplyElements)
                .between(1, MOST_ELEMENTS, "max-elements", maxElements)
                .between(1, MOST_BYTES, "max-key-bytes", maxKeyBytes)
                .throwIfBroken();
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these limits. */
    public Builder toBuilder() {
        return new Builder()
                .bigValueBytes(bigValueBytes)
                .hugeValueBytes(hugeValueBytes)
                .bigReplyBytes(bigReplyBytes)
                .bigReplyElements(bigReplyElements)
                .maxElements(maxElements)
                .maxKeyBytes(maxKeyBytes);
    }

    /** Returns the smaller one of each limit. */
    PolicyLimits and(PolicyLimits other) {
        return builder()
                .bigValueBytes(Math.min(bigValueBytes, other.bigValueBytes))
                .hugeValueBytes(Math.min(hugeValueBytes, other.hugeValueBytes))
                .bigReplyBytes(Math.min(bigReplyBytes, other.bigReplyBytes))
                .bigReplyElements(Math.min(bigReplyElements, other.bigReplyElements))
                .maxElements(Math.min(maxElements, other.maxElements))
                .maxKeyBytes(Math.min(maxKeyBytes, other.maxKeyBytes))
                .build();
    }

    /** Returns how many bytes one argument may have before it counts as big. */
    public int bigValueBytes() {
        return bigValueBytes;
    }

    /** Returns how many bytes one argument may have before it counts as huge. */
    public int hugeValueBytes() {
        return hugeValueBytes;
    }

    /** Returns how many bytes the keys and values of one reply may have. */
    public int bigReplyBytes() {
        return bigReplyBytes;
    }

    /** Returns how many keys, values and numbers one reply may have. */
    public int bigReplyElements() {
        return bigReplyElements;
    }

    /** Returns how many arguments one call may have. */
    public int maxElements() {
        return maxElements;
    }

    /** Returns how many bytes one key may have. */
    public int maxKeyBytes() {
        return maxKeyBytes;
    }

    /** Names the limits and their values. */
    @Override
    public String toString() {
        return "PolicyLimits[big-value-bytes=" + bigValueBytes + ", huge-value-bytes=" + hugeValueBytes
                + ", big-reply-bytes=" + bigReplyBytes + ", big-reply-elements=" + bigReplyElements
                + ", max-elements=" + maxElements + ", max-key-bytes=" + maxKeyBytes + "]";
    }

    /** Builds {@link PolicyLimits}; not thread-safe. */
    public static final class Builder {
        private int bigValueBytes = 100 * 1024;
        private int hugeValueBytes = 1024 * 1024;
        private int bigReplyBytes = 1024 * 1024;
        private int bigReplyElements = 10_000;
        private int maxElements = 2_000;
        private int maxKeyBytes = 512;

        private Builder() {}

        /** Sets how many bytes one argument may have before it counts as big. */
        @CanIgnoreReturnValue
        public Builder bigValueBytes(int bytes) {
            this.bigValueBytes = bytes;
            return this;
        }

        /** Sets how many bytes one argument may have before it counts as huge; at least {@link #bigValueBytes}. */
        @CanIgnoreReturnValue
        public Builder hugeValueBytes(int bytes) {
            this.hugeValueBytes = bytes;
            return this;
        }

        /** Sets how many bytes the keys and values of one reply may have. */
        @CanIgnoreReturnValue
        public Builder bigReplyBytes(int bytes) {
            this.bigReplyBytes = bytes;
            return this;
        }

        /** Sets how many keys, values and numbers one reply may have. */
        @CanIgnoreReturnValue
        public Builder bigReplyElements(int elements) {
            this.bigReplyElements = elements;
            return this;
        }

        /** Sets how many arguments one call may have. */
        @CanIgnoreReturnValue
        public Builder maxElements(int elements) {
            this.maxElements = elements;
            return this;
        }

        /** Sets how many bytes one key may have. */
        @CanIgnoreReturnValue
        public Builder maxKeyBytes(int bytes) {
            this.maxKeyBytes = bytes;
            return this;
        }

        /**
         * Builds the limits.
         *
         * @throws IllegalArgumentException naming every bad limit
         */
        public PolicyLimits build() {
            return new PolicyLimits(this);
        }
    }
}
