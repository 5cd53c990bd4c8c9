package io.redisguard.command;

import java.util.concurrent.Executor;

/** Watches over one link, and keeps the calls that wait for it. Told by the connection. Thread-safe. */
public interface LinkWatch {
    /** Tells whether attempts can be sent right now. */
    boolean isUp();

    /** Returns the number of the present link, or of the last one; each reconnect makes it larger. */
    int generation();

    /** Less than the number of any link: for an attempt that any link is good for. */
    int ANY = -1;

    /**
     * Lets an attempt wait for a link with a larger number.
     *
     * @return false when none can be hoped for: the outage is too old, or too many wait already
     */
    boolean await(int generation, WaitingAttempt attempt);

    /** Tells whether the link has been gone for so long that nobody waits for it any more. */
    boolean isGraceOver();

    /** The link is there; lets those who waited proceed, in their order, on the given executor. */
    void up(Executor loop);

    /** The link is gone. */
    void down();

    /** The connection is closed for good; those who wait give up. */
    void close();

    /** Bytes have come in. Cheap; told by one thread at a time. */
    void bytesRead();

    /** A whole reply has come in. Cheap; told by one thread at a time. */
    void replyRead();

    /** The reply to an attempt has come in that was given up. */
    void lateReply();

    /** An attempt had no reply in time, counted from a reading of the timer's clock. */
    void timedOut(long sentNanos);

    /** The server has answered that it takes no writes; the link may lead to a replica by now. */
    void readOnly();

    /** An attempt that waits for a link. */
    interface WaitingAttempt {
        /** The link is there. */
        void proceed();

        /** It did not come in time. */
        void giveUp();
    }
}
