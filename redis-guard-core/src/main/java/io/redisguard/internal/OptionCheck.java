package io.redisguard.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects every bad option of one subject, so that a single error names them all. */
public final class OptionCheck {
    /** Longest duration accepted anywhere; a longer one is a mistake of units, not a wish. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private final String subject;
    private final List<String> problems = new ArrayList<>();

    private OptionCheck(String subject) {
        this.subject = subject;
    }

    /** Starts a check of the options that the subject names, for instance {@code "deadlines"}. */
    public static OptionCheck of(String subject) {
        return new OptionCheck(subject);
    }

    /** Notes a problem unless the condition holds. */
    @CanIgnoreReturnValue
    public OptionCheck require(boolean holds, String option, @Nullable Object value, String allowed) {
        if (!holds) {
            problems.add(
                    option + "=" + (value instanceof Duration d ? Text.of(d) : value) + " (allowed: " + allowed + ")");
        }
        return this;
    }

    /** Notes a problem unless the duration lies between the two bounds, both included. */
    @CanIgnoreReturnValue
    public OptionCheck between(Duration least, Duration most, String option, @Nullable Duration value) {
        return require(
                value != null && value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                option,
                value,
                Text.of(least) + " to " + Text.of(most));
    }

    /** Notes a problem unless the number lies between the two bounds, both included. */
    @CanIgnoreReturnValue
    public OptionCheck between(long least, long most, String option, long value) {
        return require(value >= least && value <= most, option, value, least + " to " + most);
    }

    /**
     * Ends the check.
     *
     * @throws IllegalArgumentException when at least one option was bad; the message names all of them
     */
    public void throwIfBroken() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Bad " + subject + " options: " + String.join("; ", problems) + ".");
        }
    }
}
