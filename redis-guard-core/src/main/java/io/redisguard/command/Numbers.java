package io.redisguard.command;

/** Reads the numbers among arguments. */
final class Numbers {
    private static final long NONE = -1;
    private static final int MOST_DIGITS = 18;

    private Numbers() {}

    /** Returns the number, or -1 when the word is not one of 0 to 999 999 999 999 999 999 written in digits. */
    static long of(String word) {
        boolean digits =
                !word.isEmpty() && word.length() <= MOST_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(word) : NONE;
    }
}
