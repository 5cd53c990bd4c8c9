package io.redisguard.policy;

/** What happens to a call that breaks a rule. In all modes it is counted and stands in the {@link PolicyReport}. */
public enum PolicyMode {
    /** It passes. */
    OBSERVE,
    /** It passes, and a warning is logged; at most one a minute for the same rule and command. */
    WARN,
    /** It is refused with a {@link io.redisguard.error.CommandRejectedException}; nothing is sent. */
    REJECT;

    /** Returns the stricter one of two modes. */
    PolicyMode stricter(PolicyMode other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
