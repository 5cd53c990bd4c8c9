package io.redisguard.policy;

import java.util.EnumMap;
import java.util.Map;

/**
 * What holds for some keys, everything considered.
 *
 * @param pattern the pattern they match, or empty for all that match none
 */
record KeySettings(
        String pattern, boolean expiring, boolean big, PolicyLimits limits, Map<PolicyRule, PolicyMode> modes) {
    static KeySettings of(PolicyOptions options) {
        return new KeySettings("", false, false, options.limits(), modes(options));
    }

    static KeySettings of(PolicyOptions options, KeyPolicy policy) {
        Map<PolicyRule, PolicyMode> modes = modes(options);
        modes.putAll(policy.modes());
        PolicyLimits own = policy.limits();
        return new KeySettings(
                policy.pattern(), policy.isExpiring(), policy.isBig(), own == null ? options.limits() : own, modes);
    }

    private static Map<PolicyRule, PolicyMode> modes(PolicyOptions options) {
        Map<PolicyRule, PolicyMode> modes = new EnumMap<>(PolicyRule.class);
        for (PolicyRule rule : PolicyRule.values()) {
            modes.put(rule, options.mode(rule));
        }
        return modes;
    }

    /** Returns what holds for a call that both concern: the stricter mode of each rule, the smaller of each limit. */
    KeySettings and(KeySettings other) {
        if (other.pattern.equals(pattern)) {
            return this;
        }
        Map<PolicyRule, PolicyMode> stricter = new EnumMap<>(modes);
        other.modes.forEach((rule, mode) -> stricter.merge(rule, mode, PolicyMode::stricter));
        return new KeySettings("", expiring || other.expiring, big || other.big, limits.and(other.limits), stricter);
    }

    PolicyMode mode(PolicyRule rule) {
        return modes.getOrDefault(rule, rule.byDefault());
    }

    /** Returns which keys are meant, for messages: their pattern, never a key. */
    String keys() {
        return pattern.isEmpty() ? "a key" : "a key of '" + pattern + "'";
    }
}
