package io.redisguard.connection;

import io.redisguard.command.RoadTimer;
import java.util.concurrent.TimeUnit;

/**
 * For how long the primary of now has not answered. One that pauses for a moment, or whose link is being made anew, has
 * not gone: nobody else is believed before it was silent for some time. Thread-safe.
 */
final class PrimarySilence {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

    private final RoadTimer timer;
    private boolean silent; // guarded by this, as all that follows
    private long since;

    PrimarySilence(RoadTimer timer) {
        this.timer = timer;
    }

    /** The primary has answered, or another one has taken its place. */
    synchronized void ends() {
        silent = false;
    }

    /** The primary has not answered; tells whether it has been silent for too long. */
    synchronized boolean isTooLong() {
        long now = timer.nanoTime();
        if (!silent) {
            silent = true;
            since = now;
        }
        return now - since >= LONGEST;
    }
}
