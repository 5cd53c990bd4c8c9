package io.redisguard.policy;

import java.util.Locale;

/** What was done about a call that broke a rule. */
public enum PolicyAction {
    /** It passed, since the rule is only observed. */
    OBSERVED,
    /** It passed with a warning. */
    WARNED,
    /** It was refused. */
    REJECTED,
    /** It passed, since its place in the code is allowed to. */
    ALLOWED;

    /** Returns the name that stands in metrics and reports, for instance {@code rejected}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
