package io.redisguard.lettuce;

import org.jspecify.annotations.Nullable;

/**
 * The mark of a thread that is about to wait for the reply to the next command it dispatches. Such a thread watches the
 * clock itself, so its attempt needs no timer. Used by one thread only.
 */
final class BlockedCaller {
    private static final ThreadLocal<BlockedCaller> CURRENT = ThreadLocal.withInitial(() -> new BlockedCaller(null));

    private final @Nullable BlockedCaller outer;
    private boolean inUse;
    private boolean waiting;
    private @Nullable Attempt<?, ?, ?> attempt;

    private BlockedCaller(@Nullable BlockedCaller outer) {
        this.outer = outer;
    }

    /**
     * Marks the current thread.
     *
     * @throws io.redisguard.error.CommandRejectedException when the thread is an event loop, which would wait for
     *     itself
     */
    static BlockedCaller begin(String method) {
        EventLoops.refuseToBlock(method);
        BlockedCaller caller = CURRENT.get();
        if (caller.inUse) {
            // called by what the outer call runs: arguments that are read lazily, a codec, a callback
            caller = new BlockedCaller(caller);
            CURRENT.set(caller);
        }
        caller.inUse = true;
        caller.waiting = true;
        return caller;
    }

    /** Takes the attempt over if the current thread is going to wait for it. */
    static boolean takes(Attempt<?, ?, ?> dispatched) {
        BlockedCaller caller = CURRENT.get();
        if (!caller.waiting) {
            return false;
        }
        caller.waiting = false;
        caller.attempt = dispatched;
        return true;
    }

    /** Removes the mark and returns the attempt that was taken over, if any. */
    @Nullable
    Attempt<?, ?, ?> end() {
        Attempt<?, ?, ?> taken = attempt;
        waiting = false;
        attempt = null;
        inUse = false;
        if (outer != null) {
            CURRENT.set(outer);
        }
        return taken;
    }
}
