package io.redisguard.policy;

import io.redisguard.internal.OptionCheck;
import java.util.Map;
import java.util.TreeMap;

/** Checks and words for the modes of rules. */
final class Modes {
    private Modes() {}

    static void check(OptionCheck check, Map<PolicyRule, PolicyMode> modes) {
        modes.forEach((rule, mode) -> {
            if (rule == null) {
                check.require(false, "rule", null, "a PolicyRule");
            } else {
                check.require(mode != null && rule.canBe(mode), rule.id(), mode, rule.modes());
            }
        });
    }

    static String text(Map<PolicyRule, PolicyMode> modes) {
        Map<PolicyRule, PolicyMode> inOrder = new TreeMap<>(modes);
        StringBuilder text = new StringBuilder();
        inOrder.forEach((rule, mode) -> text.append(text.length() == 0 ? "" : ", ")
                .append(rule.id())
                .append('=')
                .append(mode));
        return text.toString();
    }
}
