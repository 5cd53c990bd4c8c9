package io.redisguard.lettuce;

import io.redisguard.command.CommandFacts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The one word on which at most once rests. SENT is set when the bytes of the command are handed out, SETTLED by
 * whoever tells the caller first: the reply, the deadline, a lost connection or the caller itself. Each step is one
 * atomic operation, so exactly one side wins: what was settled before it was sent is never sent, and what was sent is
 * never reported as unsent. LEFT says that Lettuce holds the attempt no more. Thread-safe.
 */
abstract class AttemptState extends CallFacts {
    /** Returned by {@link #settle} to all but the first. */
    static final int LOST_THE_RACE = -1;

    private static final int NEW = 0;
    private static final int SENT = 1;
    private static final int SETTLED = 2;
    private static final int LEFT = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(AttemptState.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state = NEW;

    AttemptState(CommandFacts facts, long callerLimitNanos, boolean queuedByTransaction) {
        super(facts, callerLimitNanos, queuedByTransaction);
    }

    final boolean isNew() {
        return state == NEW;
    }

    final boolean isSent() {
        return wasSent(state);
    }

    final boolean isSettled() {
        return (state & SETTLED) != 0;
    }

    final boolean hasLeft() {
        return (state & LEFT) != 0;
    }

    /** Tells whether the attempt was given up before it was sent. */
    final boolean isAbandoned() {
        return (state & (SENT | SETTLED)) == SETTLED;
    }

    /** Tells whether bytes had been handed out, by what {@link #settle} has returned. */
    static boolean wasSent(int before) {
        return (before & SENT) != 0;
    }

    /** Returns whether the bytes may go out; otherwise they must not. */
    final boolean markSent() {
        return STATE.compareAndSet(this, NEW, SENT);
    }

    /** Allows one more sending, because the server has answered that it did not execute the command. */
    final void rearm() {
        STATE.compareAndSet(this, SENT, NEW);
    }

    /** Returns the state before to the one who may tell the caller, and {@link #LOST_THE_RACE} to all others. */
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

    /** Names no key and no value: commands are printed by debug logs. */
    @Override
    public final String toString() {
        return "Attempt[" + facts().name() + ", state=" + state + "]";
    }
}
