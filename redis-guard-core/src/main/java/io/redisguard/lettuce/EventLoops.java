package io.redisguard.lettuce;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

/** Knows the threads that read from and write to guarded connections. */
final class EventLoops {
    private static final FastThreadLocal<EventExecutor> LOOP = new FastThreadLocal<>();

    private EventLoops() {}

    /** Notes that the current thread is the one of this event loop. */
    static void markCurrentThread(EventExecutor loop) {
        LOOP.set(loop);
    }

    static boolean isEventLoop() {
        return current() != null;
    }

    /** Returns the event loop whose thread this is, or {@code null}. */
    static @Nullable EventExecutor current() {
        return Thread.currentThread() instanceof FastThreadLocalThread ? LOOP.getIfExists() : null;
    }
}
