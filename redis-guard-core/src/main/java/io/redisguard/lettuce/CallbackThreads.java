package io.redisguard.lettuce;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that end calls whose time is up and tell their callers, which may run what callers wrote. They take from
 * one queue, so that a callback that blocks keeps its own thread only: Lettuce's computation threads have a queue each,
 * and what stands behind such a callback there waits for it. There are none while there is nothing to do. Thread-safe.
 */
final class CallbackThreads implements Executor {
    private static final int FEWEST = 4;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor threads;

    CallbackThreads() {
        int count = Math.max(FEWEST, Runtime.getRuntime().availableProcessors());
        threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("redis-guard-callback", true),
                // they have been ended with the client: nobody must wait for ever
                (task, ended) -> task.run());
        threads.allowCoreThreadTimeOut(true);
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
