package io.redisguard.policy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the open transaction of one connection has done to keys that must expire. Thread-safe. */
final class QueuedWrites {
    private final Map<String, Write> lacking = new LinkedHashMap<>();
    private final Set<String> expiring = new HashSet<>();

    /** A write that nothing has followed yet which lets its key expire. */
    record Write(String command, KeySettings settings) {}

    /**
     * A command leaves the key without an expiry, if it has none yet.
     *
     * @param replaces whether it takes an expiry away that the key has
     */
    synchronized void lacks(String key, String command, KeySettings settings, boolean replaces) {
        if (replaces || !expiring.contains(key)) {
            expiring.remove(key);
            lacking.put(key, new Write(command, settings));
        }
    }

    /**
     * A command gives the key an expiry.
     *
     * @param makes whether it makes the key if it is not there
     */
    synchronized void expires(String key, boolean makes) {
        if (lacking.remove(key) != null || makes) {
            expiring.add(key);
        }
    }

    /** The key is gone. */
    synchronized void isGone(String key) {
        lacking.remove(key);
        expiring.remove(key);
    }

    /** Returns the write with the strictest mode, or {@code null} when there is none. */
    synchronized @Nullable Write worst() {
        Write worst = null;
        for (Write write : lacking.values()) {
            PolicyMode mode = write.settings().mode(PolicyRule.MISSING_EXPIRY);
            if (worst == null || mode.compareTo(worst.settings().mode(PolicyRule.MISSING_EXPIRY)) > 0) {
                worst = write;
            }
        }
        return worst;
    }

    /** The transaction has ended. */
    synchronized void clear() {
        lacking.clear();
        expiring.clear();
    }
}
