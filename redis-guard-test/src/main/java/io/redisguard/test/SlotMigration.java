package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/**
 * A slot on its way from one primary to another. Until {@link #finish()} the old owner redirects with ASK for the keys
 * that have moved and for new ones, and a command with keys on both sides gets TRYAGAIN.
 */
public final class SlotMigration implements AutoCloseable {
    private final int slot;
    private final RedisServer from;
    private final RedisServer to;
    private final SlotMover mover;
    private boolean finished;

    SlotMigration(int slot, RedisServer from, RedisServer to, SlotMover mover) {
        this.slot = slot;
        this.from = from;
        this.to = to;
        this.mover = mover;
    }

    /** Returns the slot that moves. */
    public int slot() {
        return slot;
    }

    /** Returns its old owner. */
    public RedisServer from() {
        return from;
    }

    /** Returns its new owner. */
    public RedisServer to() {
        return to;
    }

    /** Moves some keys, which ones the server chooses, and returns how many; 0 when none is left. */
    @CanIgnoreReturnValue
    public synchronized int moveKeys(int atMost) {
        return mover.moveKeys(slot, atMost);
    }

    /** Moves the keys that are left and makes the new owner known to all primaries; does nothing a second time. */
    public synchronized void finish() {
        if (!finished) {
            mover.finish(slot);
            finished = true;
            mover.close();
        }
    }

    /** Finishes. */
    @Override
    public void close() {
        finish();
    }
}
