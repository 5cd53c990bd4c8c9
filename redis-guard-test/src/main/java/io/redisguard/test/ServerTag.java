package io.redisguard.test;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JUnit tag such as {@code needs-redis-7.0} or {@code needs-valkey-8.1}.
 *
 * @param name the server that is needed
 * @param major the first number of its oldest version that will do
 * @param minor the second number
 */
record ServerTag(String name, int major, int minor) {
    private static final Pattern FORM = Pattern.compile("needs-(redis|valkey)-(\\d+)\\.(\\d+)");

    static Optional<ServerTag> parse(String tag) {
        Matcher form = FORM.matcher(tag);
        return form.matches()
                ? Optional.of(
                        new ServerTag(form.group(1), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3))))
                : Optional.empty();
    }

    /** Returns whether a server will do; for Redis the version counts that a Valkey claims to be compatible with. */
    boolean isMetBy(ServerVersion version, ServerVersion compatible) {
        return name.equals(ServerVersion.REDIS)
                ? compatible.isAtLeast(major, minor)
                : version.name().equals(name) && version.isAtLeast(major, minor);
    }
}
