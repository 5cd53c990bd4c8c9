package io.redisguard.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Permits to be on the wire, not more than there are. Where there are many of them, threads take and return them in
 * pockets of their own, so that callers and event loops do not wait for each other at one counter; one of many that was
 * {@linkplain #take taken by force} may then be granted once more until the next one returns. Thread-safe.
 */
final class Permits {
    /** With fewer, the pockets could hold a good part of them, and callers would have to look for them. */
    private static final int FEWEST_FOR_POCKETS = 1_024;

    private static final int POCKETS = 16; // a power of two
    private static final int FILL = 32;

    /** Counters that are closer to each other share a cache line, or are fetched together. */
    private static final int APART = 32;

    private static final int SPREAD = 0x9E3779B9; // Knuth, The Art of Computer Programming, 6.4: multiplicative hashing
    private static final int SPREAD_SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(POCKETS);

    private final int limit;
    private final boolean usesPockets;
    private final AtomicInteger free; // below zero when more were taken than there are
    private final AtomicIntegerArray pockets;

    Permits(int limit) {
        this.limit = limit;
        this.usesPockets = limit >= FEWEST_FOR_POCKETS;
        this.free = new AtomicInteger(limit);
        this.pockets = new AtomicIntegerArray(usesPockets ? POCKETS * APART : 0);
    }

    /** Takes a permit; returns whether there was one. */
    boolean tryTake() {
        if (!usesPockets) {
            return takeFree(1) == 1;
        }
        int pocket = pocketOfThisThread();
        return takeFrom(pocket) || fill(pocket) || takeFromAny();
    }

    /** Takes a permit whether there is one or not. */
    void take() {
        if (!tryTake()) {
            free.decrementAndGet();
        }
    }

    /** Returns a permit. */
    void giveBack() {
        if (!usesPockets || free.get() < 0) {
            free.incrementAndGet();
            return;
        }
        int pocket = pocketOfThisThread();
        int held = pockets.incrementAndGet(pocket);
        if (held > 2 * FILL && pockets.compareAndSet(pocket, held, held - FILL)) {
            free.addAndGet(FILL);
        }
    }

    /** Returns how many permits are taken; exact as long as none is taken or returned, else a pocketful off at most. */
    int taken() {
        int left = 0;
        for (int pocket = 0; pocket < pockets.length(); pocket += APART) {
            left += pockets.get(pocket);
        }
        left += free.get(); // last: what goes into a pocket meanwhile must not be counted twice
        return Math.max(0, limit - left);
    }

    private static int pocketOfThisThread() {
        return (((int) Thread.currentThread().getId() * SPREAD) >>> SPREAD_SHIFT) * APART;
    }

    private boolean takeFrom(int pocket) {
        int held = pockets.get(pocket);
        while (held > 0) {
            if (pockets.compareAndSet(pocket, held, held - 1)) {
                return true;
            }
            held = pockets.get(pocket);
        }
        return false;
    }

    private boolean fill(int pocket) {
        int taken = takeFree(FILL);
        if (taken > 1) {
            pockets.addAndGet(pocket, taken - 1);
        }
        return taken > 0;
    }

    /** Takes at most so many that are in no pocket, and returns how many. */
    private int takeFree(int wanted) {
        int present = free.get();
        while (present > 0) {
            int taken = Math.min(present, wanted);
            if (free.compareAndSet(present, present - taken)) {
                return taken;
            }
            present = free.get();
        }
        return 0;
    }

    private boolean takeFromAny() {
        for (int pocket = 0; pocket < pockets.length(); pocket += APART) {
            if (takeFrom(pocket)) {
                return true;
            }
        }
        return takeFree(1) == 1;
    }
}
