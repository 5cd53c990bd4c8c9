package io.redisguard.lettuce;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.redisguard.error.CommandRejectedException;
import org.jspecify.annotations.Nullable;

/** Knows the threads that read from and write to guarded connections. */
final class EventLoops {
    private static final FastThreadLocal<EventExecutor> LOOP = new FastThreadLocal<>();

    private EventLoops() {}

    /** Notes that the current thread is the one of this event loop. */
    static void markCurrentThread(EventExecutor loop) {
        LOOP.set(loop);
    }

    /**
     * Lets pass what will wait, unless the thread is an event loop.
     *
     * @throws CommandRejectedException when it is
     */
    static void refuseToBlock(String method) {
        if (current() != null) {
            throw new CommandRejectedException("Blocking call " + method
                    + "() was refused on the event loop thread '"
                    + Thread.currentThread().getName()
                    + "', which would wait for itself. Use async() or reactive(), or move to another thread.");
        }
    }

    /** Returns the event loop whose thread this is, or {@code null}. */
    static @Nullable EventExecutor current() {
        return Thread.currentThread() instanceof FastThreadLocalThread ? LOOP.getIfExists() : null;
    }
}
