package io.redisguard.test;

import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name and version of a server, ordered by its numbers.
 *
 * @param name {@code redis} or {@code valkey}
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 */
public record ServerVersion(String name, int major, int minor, int patch) implements Comparable<ServerVersion> {
    /** The name of Redis itself. */
    public static final String REDIS = "redis";

    /** The name of Valkey. */
    public static final String VALKEY = "valkey";

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");
    private static final Comparator<ServerVersion> ORDER = Comparator.comparingInt(ServerVersion::major)
            .thenComparingInt(ServerVersion::minor)
            .thenComparingInt(ServerVersion::patch)
            .thenComparing(ServerVersion::name);

    /**
     * Returns the version with the numbers that come first in the text.
     *
     * @throws IllegalArgumentException when the text holds no version such as {@code 7.0} or {@code 7.0.15}
     */
    public static ServerVersion of(String name, String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.find()) {
            throw new IllegalArgumentException("No version such as 7.0.15 in '" + text + "'.");
        }
        String patch = numbers.group(3);
        return new ServerVersion(
                name,
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    /**
     * Returns the version that the section {@code server} of an INFO reply names.
     *
     * @throws IllegalArgumentException when the reply names none
     */
    public static ServerVersion parse(String info) {
        Map<String, String> facts = InfoReply.parse(info);
        String valkey = facts.get("valkey_version");
        return valkey == null ? of(REDIS, facts.getOrDefault("redis_version", "nothing")) : of(VALKEY, valkey);
    }

    /** Returns the Redis version that an INFO reply claims; Valkey names the one it is compatible with. */
    static ServerVersion parseCompatible(String info) {
        return of(REDIS, InfoReply.parse(info).getOrDefault("redis_version", "nothing"));
    }

    /** Returns whether the numbers are at least these; the name plays no part. */
    public boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    @Override
    public int compareTo(ServerVersion other) {
        return ORDER.compare(this, other);
    }

    /** Returns name and numbers, such as {@code redis 7.0.15}. */
    @Override
    public String toString() {
        return name + " " + major + "." + minor + "." + patch;
    }
}
