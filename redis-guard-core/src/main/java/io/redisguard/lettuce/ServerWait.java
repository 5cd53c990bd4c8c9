package io.redisguard.lettuce;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import java.util.concurrent.TimeUnit;

/** Reads from the arguments of a blocking command how long it asks the server to wait. */
final class ServerWait {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double TOO_SHORT_SECONDS = 1e-3;
    private static final int AFTER_GROUP_AND_CONSUMER = 3;
    private static final int BEHIND_KEYS_AND_DIRECTIONS = 4;

    private ServerWait() {}

    /** Returns nanoseconds, 0 when the command does not wait, or {@link CommandCall#FOR_EVER}. */
    static long nanosOf(String command, CommandArguments arguments) {
        return switch (command) {
            case "BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BZPOPMIN", "BZPOPMAX" -> seconds(arguments.word(-1));
            case "BLMPOP", "BZMPOP" -> seconds(arguments.word(0));
            case "BLMOVEM" -> seconds(arguments.word(BEHIND_KEYS_AND_DIRECTIONS));
            case "WAIT" -> millis(arguments.word(1));
            case "WAITAOF" -> millis(arguments.word(2));
            case "XREAD", "TS.READ" -> blockOption(arguments, 0);
            case "XREADGROUP" -> blockOption(arguments, AFTER_GROUP_AND_CONSUMER);
            default -> 0;
        };
    }

    /** Behind STREAMS stand keys, which may be called BLOCK. */
    private static long blockOption(CommandArguments arguments, int from) {
        int end = arguments.count();
        for (int i = from; i < end; i++) {
            String word = arguments.word(i);
            if (word.equals("BLOCK")) {
                return millis(arguments.word(i + 1));
            }
            if (word.equals("STREAMS")) {
                return 0;
            }
        }
        return 0;
    }

    /**
     * What is negative makes the server answer with an error at once: no waiting. What is no number here may be one to
     * the server, which reads hexadecimal ones, and longer ones than {@link CommandArguments#word} returns. Servers
     * before Redis 7.0 round down to milliseconds, 0.001 as well, and 0 of them mean for ever.
     */
    private static long seconds(String word) {
        try {
            double seconds = Double.parseDouble(word);
            if (seconds < 0) {
                return 0;
            }
            return seconds > TOO_SHORT_SECONDS ? (long) (seconds * NANOS_PER_SECOND) : CommandCall.FOR_EVER;
        } catch (NumberFormatException noNumber) {
            return CommandCall.FOR_EVER;
        }
    }

    /** What is no number, or negative, makes the server answer with an error at once: no waiting. */
    private static long millis(String word) {
        try {
            long millis = Long.parseLong(word);
            if (millis == 0) {
                return CommandCall.FOR_EVER;
            }
            return millis > 0 ? TimeUnit.MILLISECONDS.toNanos(millis) : 0;
        } catch (NumberFormatException noNumber) {
            return 0;
        }
    }
}
