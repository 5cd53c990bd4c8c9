package io.redisguard.lettuce;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that end calls whose time is up and tell their callers, which may run what callers wrote. They take from
 * one queue, so that a callback that blocks keeps its own thread only: Lettuce's computation threads have a queue each,
 * and what stands behind such a callback there waits for it. They are made when they are needed first. Thread-safe.
 */
final class CallbackThreads implements Executor {
    private static final int COUNT = 4;

    private final ThreadPoolExecutor threads;

    CallbackThreads() {
        threads = new ThreadPoolExecutor(
                COUNT,
                COUNT,
                0,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("redis-guard-callback", true),
                // they have been ended with the client: nobody must wait for ever
                (task, ended) -> task.run());
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Ends the threads, once what is due has been done. */
    void end() {
        threads.shutdown();
    }
}
