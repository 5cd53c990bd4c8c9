package io.redisguard.command;

/** Reads the numbers among arguments. */
final class Numbers {
    /** Stands for a word that is no number, where numbers may be negative. */
    static final long NOT_ONE = Long.MIN_VALUE;

    private static final long NONE = -1;
    private static final int MOST_DIGITS = 18;
    private static final long LARGEST = 999_999_999_999_999_999L;

    private Numbers() {}

    /** Returns the number, or -1 when the word is not one of 0 to 999 999 999 999 999 999 written in digits. */
    static long of(String word) {
        long number = digits(word, 0);
        return word.length() > MOST_DIGITS || number == NOT_ONE ? NONE : number;
    }

    /**
     * Returns the number, which may be negative, or {@link #NOT_ONE}. One with more than 18 digits is returned as the
     * largest or smallest with 18.
     */
    static long signed(String word) {
        boolean negative = word.startsWith("-");
        long number = digits(word, negative ? 1 : 0);
        return negative && number != NOT_ONE ? -number : number;
    }

    private static long digits(String word, int from) {
        int length = word.length();
        if (length == from) {
            return NOT_ONE;
        }
        long number = 0;
        for (int i = from; i < length; i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_ONE;
            }
            number = i - from < MOST_DIGITS ? 10 * number + digit : LARGEST;
        }
        return number;
    }
}
