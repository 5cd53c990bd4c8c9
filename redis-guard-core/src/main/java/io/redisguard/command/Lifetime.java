package io.redisguard.command;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells which lifetimes are certain to outlast a repeat. A shorter one may be over when the repeat comes, which then
 * answers that there is no such key.
 */
final class Lifetime {
    /** How an option that sets a lifetime is written, for {@link Options#read}. */
    static final String OPTIONS = "EX:1 PX:1 EXAT:1 PXAT:1";

    /** Shortest lifetime that counts as outlasting a repeat. */
    static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    /** The same for a point in time, whose lifetime is measured by a clock that may differ from the server's. */
    static final Duration LONG_ENOUGH_BY_THE_CLOCK = Duration.ofMinutes(1);

    private Lifetime() {}

    /** Tells whether every lifetime among the options is long enough; true when there is none. */
    static boolean areLong(Options options) {
        for (String unit : new String[] {"EX", "PX", "EXAT", "PXAT"}) {
            if (options.has(unit) && !isLong(unit, options.value(unit))) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether the value of one of the units EX, PX, EXAT and PXAT is a number and long enough. */
    static boolean isLong(String unit, String value) {
        long number = Numbers.of(value);
        Instant wanted = Instant.now().plus(LONG_ENOUGH_BY_THE_CLOCK);
        return switch (unit) {
            case "EX" -> number >= LONG_ENOUGH.toSeconds();
            case "PX" -> number >= LONG_ENOUGH.toMillis();
            case "EXAT" -> number > wanted.getEpochSecond();
            case "PXAT" -> number > wanted.toEpochMilli();
            default -> throw new IllegalArgumentException("No unit of a lifetime: " + unit);
        };
    }
}
