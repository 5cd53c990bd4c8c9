package io.redisguard.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the keys of a command stand among its arguments. Of arguments that the server would refuse, such as a number of
 * keys that is none, it finds only the keys whose place does not depend on them. Immutable; allocates nothing itself.
 */
public final class KeyPositions {
    /** The command has no keys. */
    public static final KeyPositions NONE = new KeyPositions("NONE", List.of());

    private final String notation;
    private final KeyPlace[] places;

    private KeyPositions(String notation, List<KeyPlace> places) {
        this.notation = notation;
        this.places = places.toArray(KeyPlace[]::new);
    }

    /**
     * Reads the notation of the command table: one or more places, joined with {@code +}, from left to right.
     *
     * <ul>
     *   <li>{@code NONE}: no keys
     *   <li>{@code 0}: the argument with this index
     *   <li>{@code 0..-1}, {@code 0..-2}, {@code 0..-1/2}: from an index to another, negative ones counted from the
     *       end; with a step when not every argument is a key
     *   <li>{@code #1}, {@code #0/2}: the argument says how many keys follow it, with a step in the same sense
     *   <li>{@code STREAMS}: the first half of what stands behind the word STREAMS
     *   <li>{@code STORE@1}: what stands behind the last STORE or STOREDIST, an option at this index or later
     *   <li>{@code 2|KEYS}: what stands behind the option KEYS, or else the argument with this index
     * </ul>
     *
     * @throws IllegalArgumentException when it is none
     */
    static KeyPositions of(String notation) {
        if (notation.equals(NONE.notation)) {
            return NONE;
        }
        List<KeyPlace> places = new ArrayList<>();
        for (String place : notation.split("\\+", -1)) {
            places.add(KeyPlace.of(place));
        }
        return new KeyPositions(notation, places);
    }

    /** Returns the index of the first key, counted from 0 without the command's name, or -1 when there is none. */
    public int first(CommandArguments arguments) {
        return next(arguments, 0);
    }

    /** Returns the index of the key that follows the one with this index, or -1 when there is none. */
    public int after(CommandArguments arguments, int previous) {
        return next(arguments, previous + 1);
    }

    private int next(CommandArguments arguments, int from) {
        for (KeyPlace place : places) {
            int position = place.next(arguments, from);
            if (position >= 0) {
                return position;
            }
        }
        return KeyPlace.NOWHERE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPositions positions && positions.notation.equals(notation);
    }

    @Override
    public int hashCode() {
        return notation.hashCode();
    }

    /** Returns the notation of the command table. */
    @Override
    public String toString() {
        return notation;
    }
}
