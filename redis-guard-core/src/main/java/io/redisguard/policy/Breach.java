package io.redisguard.policy;

/**
 * What is wrong with a call. The texts fit into "KEYS was refused by rule dangerous-command: {@code why}.
 * {@code instead}." and hold no key and no value.
 */
record Breach(PolicyRule rule, String why, String instead) {
    /** Returns the one shape that all messages have. */
    String message(String command, String verdict) {
        return command + " " + verdict + " rule " + rule.id() + ": " + why + ". " + instead + ".";
    }
}
