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
}
