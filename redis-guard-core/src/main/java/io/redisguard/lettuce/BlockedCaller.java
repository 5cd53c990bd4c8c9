package io.redisguard.lettuce;

import org.jspecify.annotations.Nullable;

/**
 * The mark of a thread that is about to wait for the reply to the next command it dispatches. Such a thread watches the
 * clock itself, so its call needs no timer. Used by one thread only.
 */
final class BlockedCaller {
    private static final ThreadLocal<BlockedCaller> CURRENT = ThreadLocal.withInitial(() -> new BlockedCaller(null));

    private final @Nullable BlockedCaller outer;
    private boolean inUse;
    private boolean waiting;
    private @Nullable Call<?, ?, ?> call;

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

    /** Returns the mark of the current thread if it is going to wait for the call that it makes next. */
    static @Nullable BlockedCaller waiting() {
        BlockedCaller caller = CURRENT.get();
        if (!caller.waiting) {
            return null;
        }
        caller.waiting = false;
        return caller;
    }

    /** Takes the call over that the thread is going to wait for. */
    void takes(Call<?, ?, ?> made) {
        call = made;
    }

    /** Removes the mark and returns the call that was taken over, if any. */
    @Nullable
    Call<?, ?, ?> end() {
        Call<?, ?, ?> taken = call;
        waiting = false;
        call = null;
        inUse = false;
        if (outer != null) {
            CURRENT.set(outer);
        }
        return taken;
    }
}
