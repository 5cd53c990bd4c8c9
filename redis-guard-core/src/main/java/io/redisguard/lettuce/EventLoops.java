package io.redisguard.lettuce;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;

/** Knows the threads that read from and write to guarded connections. */
final class EventLoops {
    private static final FastThreadLocal<Boolean> MARK = new FastThreadLocal<>();

    private EventLoops() {}

    static void markCurrentThread() {
        MARK.set(true);
    }

    static boolean isEventLoop() {
        return Thread.currentThread() instanceof FastThreadLocalThread && MARK.isSet();
    }
}
