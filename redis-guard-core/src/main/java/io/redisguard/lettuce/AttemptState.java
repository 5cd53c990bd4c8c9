package io.redisguard.lettuce;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The one word on which at most once rests. ENTERED says that the attempt has passed the stages; one that waits for its
 * link has not. SENT is set when the bytes of the command are handed out, SETTLED by whoever decides first what the
 * attempt has come to: the reply, the deadline, a lost connection or the caller itself. Each step is one atomic
 * operation, so exactly one side wins: what was settled before it was sent is never sent, and what was sent is never
 * reported as unsent. LEFT says that Lettuce holds the attempt no more. Thread-safe.
 */
abstract class AttemptState {
    /** Returned by {@link #settle} to all but the first. */
    static final int LOST_THE_RACE = -1;

    private static final int SENT = 1;
    private static final int SETTLED = 2;
    private static final int LEFT = 4;
    private static final int ENTERED = 8;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(AttemptState.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    /** Starts an attempt; one that passes the stages before anybody else knows of it counts as entered at once. */
    AttemptState(boolean entersAtOnce) {
        STATE.set(this, entersAtOnce ? ENTERED : 0);
    }

    final boolean isNew() {
        return (state & (SENT | SETTLED | LEFT)) == 0;
    }

    /** Tells whether bytes of the command have been handed out. */
    public final boolean isSent() {
        return wasSent(state);
    }

    final boolean isSettled() {
        return (state & SETTLED) != 0;
    }

    final boolean hasLeft() {
        return (state & LEFT) != 0;
    }

    /** Tells whether the attempt has passed the stages. */
    public final boolean hasEntered() {
        return hadEntered(state);
    }

    /** Tells whether the attempt was given up before it was sent. */
    final boolean isAbandoned() {
        return (state & (SENT | SETTLED)) == SETTLED;
    }

    /** Tells whether bytes had been handed out, by what {@link #settle} has returned. */
    static boolean wasSent(int before) {
        return (before & SENT) != 0;
    }

    /** Tells whether the attempt had passed the stages, by what {@link #settle} has returned. */
    static boolean hadEntered(int before) {
        return (before & ENTERED) != 0;
    }

    /** Returns whether the attempt, which has passed the stages, goes on; otherwise it was settled meanwhile. */
    final boolean markEntered() {
        return ((int) STATE.getAndBitwiseOr(this, ENTERED) & SETTLED) == 0;
    }

    /** Returns whether the bytes may go out; otherwise they must not. */
    final boolean markSent() {
        return STATE.compareAndSet(this, ENTERED, ENTERED | SENT);
    }

    /** Returns the state before to the one who decides, and {@link #LOST_THE_RACE} to all others. */
    final int settle() {
        int before = (int) STATE.getAndBitwiseOr(this, SETTLED);
        return (before & SETTLED) == 0 ? before : LOST_THE_RACE;
    }

    /** Returns whether Lettuce held the attempt until now. */
    final boolean markLeft() {
        return ((int) STATE.getAndBitwiseOr(this, LEFT) & LEFT) == 0;
    }

    /** Ends an attempt that never starts. */
    final void markRefused() {
        state = SETTLED | LEFT;
    }

    final int state() {
        return state;
    }
}
