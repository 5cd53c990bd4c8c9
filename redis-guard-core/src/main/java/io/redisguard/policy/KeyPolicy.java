package io.redisguard.policy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the keys of one pattern: facts about them that only the application knows, and modes and limits other
 * than those of all keys. Immutable.
 */
public final class KeyPolicy {
    private static final int LONGEST_PATTERN = 1024;
    private static final String FORBIDDEN = "?[]^\\";

    private final KeyPattern pattern;
    private final boolean expiring;
    private final boolean big;
    private final Map<PolicyRule, PolicyMode> modes;
    private final @Nullable PolicyLimits limits;

    private KeyPolicy(Builder builder) {
        OptionCheck check = OptionCheck.of("key policy");
        check.require(
                !builder.pattern.isBlank()
                        && builder.pattern.length() <= LONGEST_PATTERN
                        && builder.pattern.chars().noneMatch(c -> FORBIDDEN.indexOf(c) >= 0),
                "pattern",
                builder.pattern,
                "1 to " + LONGEST_PATTERN + " characters, with * for any number of them and none of " + FORBIDDEN);
        Modes.check(check, builder.modes);
        check.throwIfBroken();
        pattern = new KeyPattern(builder.pattern);
        expiring = builder.expiring;
        big = builder.big;
        modes = Map.copyOf(builder.modes);
        limits = builder.limits;
    }

    /**
     * Starts the policy for a pattern such as {@code cache:*}, in which {@code *} stands for any number of characters.
     */
    public static Builder of(String pattern) {
        return new Builder(pattern);
    }

    /** Returns the pattern. */
    public String pattern() {
        return pattern.text();
    }

    /** Tells whether all these keys must expire. */
    public boolean isExpiring() {
        return expiring;
    }

    /** Tells whether they hold large collections. */
    public boolean isBig() {
        return big;
    }

    boolean matches(String key) {
        return pattern.matches(key);
    }

    Map<PolicyRule, PolicyMode> modes() {
        return modes;
    }

    @Nullable
    PolicyLimits limits() {
        return limits;
    }

    /** Names the pattern and what differs from other keys. */
    @Override
    public String toString() {
        return "KeyPolicy[pattern=" + pattern() + ", expiring=" + expiring + ", big=" + big + ", modes="
                + Modes.text(modes) + (limits == null ? "" : ", limits=" + limits) + "]";
    }

    /** Builds a {@link KeyPolicy}; not thread-safe. */
    public static final class Builder {
        private final String pattern;
        private boolean expiring;
        private boolean big;
        private final Map<PolicyRule, PolicyMode> modes = new HashMap<>();
        private @Nullable PolicyLimits limits;

        private Builder(String pattern) {
            this.pattern = pattern == null ? "" : pattern;
        }

        /**
         * Declares that all these keys expire, as those of a cache: {@link PolicyRule#MISSING_EXPIRY} holds for them.
         */
        @CanIgnoreReturnValue
        public Builder expiring() {
            this.expiring = true;
            return this;
        }

        /** Declares that they hold large collections: {@link PolicyRule#BIG_DELETE} holds for them. */
        @CanIgnoreReturnValue
        public Builder big() {
            this.big = true;
            return this;
        }

        /** Sets the mode of a rule for these keys. */
        @CanIgnoreReturnValue
        public Builder mode(PolicyRule rule, PolicyMode mode) {
            modes.put(rule, mode);
            return this;
        }

        /** Sets the limits for these keys. */
        @CanIgnoreReturnValue
        public Builder limits(PolicyLimits limits) {
            this.limits = limits;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @throws IllegalArgumentException naming everything that is wrong
         */
        public KeyPolicy build() {
            return new KeyPolicy(this);
        }
    }
}
