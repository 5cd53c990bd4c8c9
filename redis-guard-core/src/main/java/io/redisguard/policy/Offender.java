package io.redisguard.policy;

import org.jspecify.annotations.Nullable;

/** The argument of a call that breaks a rule with the strictest mode so far. */
record Offender(PolicyMode mode, KeySettings settings, int size) {
    /** Returns the present one, or another argument if its mode is stricter or there is none yet. */
    static Offender worse(@Nullable Offender present, PolicyRule rule, KeySettings settings, int size) {
        PolicyMode mode = settings.mode(rule);
        return present != null && present.mode.compareTo(mode) >= 0 ? present : new Offender(mode, settings, size);
    }
}
