package io.redisguard.command;

/** The arguments of one command as they stand on the wire, without the command's own name. */
public interface CommandArguments {
    /** Returns how many arguments there are. */
    int count();

    /**
     * Returns the argument in upper case, counted from 0 or backwards from -1; empty when there is none or when it is
     * longer than a keyword or a number.
     */
    String word(int index);

    /** Tells whether two arguments, counted from 0, have exactly the same bytes; false when one of them is missing. */
    boolean same(int one, int other);

    /** Returns how many bytes the argument has, counted from 0; 0 when there is none. */
    int bytes(int index);

    /** Tells whether the argument, counted from 0, has more than this many bytes; often cheaper than counting them. */
    default boolean isLonger(int index, int bytes) {
        return bytes(index) > bytes;
    }

    /** Returns the argument, counted from 0, as UTF-8 text; empty when there is none. */
    String text(int index);

    /** Tells whether the argument, counted from 0, has no blanks and no control characters. */
    boolean isPlain(int index);

    /** Returns the hash slot that a cluster keeps the argument in if it is a key, counted from 0. */
    int slot(int index);
}
