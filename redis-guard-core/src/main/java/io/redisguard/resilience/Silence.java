package io.redisguard.resilience;

/**
 * Measures how long something has not come that attempts waited for: it begins with an attempt that was not answered in
 * time, and ends with whatever comes. Not thread-safe, but for {@link #heard()}.
 */
final class Silence {
    private volatile int heard; // written by one thread at a time
    private int seen;
    private long changedNanos;
    private boolean silent;
    private long sinceNanos;

    Silence(long now) {
        changedNanos = now;
    }

    /** Something has come. Cheap; called by one thread at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop at a time; any change will do
    void heard() {
        heard++;
    }

    /** An attempt that was sent at the given time was not answered in time. */
    void missed(long sentNanos, long now) {
        look(now);
        if (!silent) {
            silent = true;
            sinceNanos = sentNanos - changedNanos > 0 ? sentNanos : changedNanos;
        }
    }

    /** Looks whether something has come since the last look. */
    void look(long now) {
        int present = heard;
        if (present != seen) {
            seen = present;
            changedNanos = now;
            silent = false;
        }
    }

    /** Tells whether something has come, or all began anew, less than the given time ago. */
    boolean wasBrokenWithin(long nanos, long now) {
        return now - changedNanos < nanos;
    }

    /** Tells whether nothing has come for at least the given time. */
    boolean lasts(long nanos, long now) {
        return silent && now - sinceNanos >= nanos;
    }

    /** What was waited for has come. */
    void ends(long now) {
        look(now);
        silent = false;
    }

    /** Begins anew. */
    void reset(long now) {
        ends(now);
        changedNanos = now;
    }
}
