package io.redisguard;

import java.util.Locale;
import java.util.UUID;

/**
 * Keys, values and secrets for tests. All bear one word that nothing else bears, so that it is seen where any of them
 * gets to a place it does not belong; {@link CanaryWatch} watches the log for it.
 */
public final class Canary {
    private static final String WORD = "tweety4711";

    private Canary() {}

    /** Returns a key of its own, for instance {@code door:<word>:<uuid>}. */
    public static String key(String prefix) {
        return prefix + ":" + WORD + ":" + UUID.randomUUID();
    }

    /** Returns a value that no other call has returned. */
    public static String value() {
        return "value-" + WORD + "-" + UUID.randomUUID();
    }

    /** Returns the name of a user that needs no encoding in a URI. */
    public static String user() {
        return "user-" + WORD + "-" + UUID.randomUUID();
    }

    /** Returns a password that needs no encoding in a URI. */
    public static String password() {
        return "password-" + WORD + "-" + UUID.randomUUID();
    }

    /** Tells whether a text tells of a key, a value or a secret; names of commands are put in upper case. */
    public static boolean isIn(String text) {
        return text.toLowerCase(Locale.ROOT).contains(WORD);
    }
}
