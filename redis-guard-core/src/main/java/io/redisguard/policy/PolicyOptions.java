package io.redisguard.policy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.internal.OptionCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules calls are held against, and what happens to those that break one. An application that was written without
 * them starts with {@code everyRule(PolicyMode.OBSERVE)} and reads in the {@link PolicyReport} what to mend. Immutable.
 */
public final class PolicyOptions {
    private final Map<PolicyRule, PolicyMode> modes;
    private final PolicyLimits limits;
    private final List<KeyPolicy> keys;
    private final SlotDemand slots;

    private PolicyOptions(Builder builder) {
        OptionCheck check = OptionCheck.of("policy");
        Modes.check(check, builder.modes);
        check.require(builder.limits != null, "limits", null, "PolicyLimits");
        check.require(builder.slots != null, "slots", null, "NONE or ONE_SLOT");
        Set<String> patterns = new HashSet<>();
        for (KeyPolicy each : builder.keys) {
            String pattern = each == null ? null : each.pattern();
            check.require(pattern != null && patterns.add(pattern), "keys", pattern, "each pattern once");
        }
        check.throwIfBroken();
        modes = Map.copyOf(builder.modes);
        limits = builder.limits;
        keys = List.copyOf(builder.keys);
        slots = builder.slots;
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder().limits(limits).slots(slots);
        modes.forEach(builder::mode);
        keys.forEach(builder::keys);
        return builder;
    }

    /** Returns the mode of a rule, for keys of which nothing else is said. */
    public PolicyMode mode(PolicyRule rule) {
        return modes.getOrDefault(rule, rule.byDefault());
    }

    /** Returns the limits, for keys of which nothing else is said. */
    public PolicyLimits limits() {
        return limits;
    }

    /** Returns what is said of keys by their pattern; the first that matches a key holds for it. */
    public List<KeyPolicy> keys() {
        return keys;
    }

    /** Returns whether all keys of a command must lie in one slot. */
    public SlotDemand slots() {
        return slots;
    }

    /** Names the options and their values, but for the limits, which name their own. */
    @Override
    public String toString() {
        return "PolicyOptions[" + Modes.text(modes) + ", slots=" + slots + (keys.isEmpty() ? "" : ", keys=" + keys)
                + "]";
    }

    /** Builds {@link PolicyOptions}; not thread-safe. */
    public static final class Builder {
        private final Map<PolicyRule, PolicyMode> modes = new HashMap<>();
        private PolicyLimits limits = PolicyLimits.builder().build();
        private final List<KeyPolicy> keys = new ArrayList<>();
        private SlotDemand slots = SlotDemand.NONE;

        private Builder() {
            for (PolicyRule rule : PolicyRule.values()) {
                modes.put(rule, rule.byDefault());
            }
        }

        /**
         * Sets the mode of every rule that can have it; the others keep theirs. Call it before {@link #mode}, whose
         * settings it replaces.
         */
        @CanIgnoreReturnValue
        public Builder everyRule(PolicyMode mode) {
            modes.replaceAll((rule, before) -> mode == null || rule.canBe(mode) ? mode : before);
            return this;
        }

        /** Sets the mode of a rule. */
        @CanIgnoreReturnValue
        public Builder mode(PolicyRule rule, PolicyMode mode) {
            modes.put(rule, mode);
            return this;
        }

        /** Sets from which sizes on rules are broken. */
        @CanIgnoreReturnValue
        public Builder limits(PolicyLimits limits) {
            this.limits = limits;
            return this;
        }

        /** Says something of the keys of one more pattern. The first pattern that matches a key holds for it. */
        @CanIgnoreReturnValue
        public Builder keys(KeyPolicy policy) {
            keys.add(policy);
            return this;
        }

        /** Sets whether all keys of a command must lie in one slot. */
        @CanIgnoreReturnValue
        public Builder slots(SlotDemand slots) {
            this.slots = slots;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public PolicyOptions build() {
            return new PolicyOptions(this);
        }
    }
}
