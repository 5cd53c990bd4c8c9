package io.redisguard.command;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands that the policy lets pass at one place of the code, each with the reason given there. Immutable. */
public final class Allowances {
    /** None. */
    public static final Allowances NONE = new Allowances(Map.of());

    private final Map<String, String> reasons;

    private Allowances(Map<String, String> reasons) {
        this.reasons = reasons;
    }

    /** Returns these and one more: {@code KEYS}, or {@code CONFIG SET}. */
    public Allowances with(String command, String reason) {
        Map<String, String> more = new HashMap<>(reasons);
        more.put(command.toUpperCase(Locale.ROOT), reason);
        return new Allowances(Map.copyOf(more));
    }

    /** Returns why the command with this upper-case name may pass, or {@code null} when it may not. */
    public @Nullable String reasonFor(String command) {
        return reasons.get(command);
    }
}
