package io.redisguard.error;

import java.io.Serializable;

/**
 * How full a pool of connections is.
 *
 * @param max how many connections it may have
 * @param lent how many are lent
 * @param idle how many are there to be lent
 * @param connecting how many are being made
 * @param returning how many were given back and are being reset or closed
 * @param waiting how many borrowers wait
 */
public record PoolState(int max, int lent, int idle, int connecting, int returning, int waiting)
        implements Serializable {
    /** Returns how many connections count against {@link #max}. */
    public int size() {
        return lent + idle + connecting + returning;
    }

    /** Names the numbers, as they stand in messages. */
    @Override
    public String toString() {
        return "max-size=" + max + ", lent=" + lent + ", idle=" + idle + ", connecting=" + connecting + ", returning="
                + returning + ", waiting=" + waiting;
    }
}
