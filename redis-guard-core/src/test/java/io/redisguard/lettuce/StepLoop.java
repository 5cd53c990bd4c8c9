package io.redisguard.lettuce;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** An event loop whose tasks a test runs, one after the other. What is no task is not in the loop. */
final class StepLoop extends AbstractEventExecutor implements EventLoop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    /** Runs the next task. */
    void step() {
        Runnable task = tasks.remove();
        running = true;
        EventLoops.markCurrentThread(this);
        try {
            task.run();
        } finally {
            running = false;
            unmark();
        }
    }

    /** Lets other threads run in the middle of a task. */
    void aside(Runnable others) {
        boolean was = running;
        running = false;
        unmark();
        try {
            others.run();
        } finally {
            running = was;
            if (was) {
                EventLoops.markCurrentThread(this);
            }
        }
    }

    boolean isRunning() {
        return running;
    }

    @SuppressWarnings("NullAway") // takes the mark away
    private static void unmark() {
        EventLoops.markCurrentThread(null);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return running;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("has no threads");
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("has no threads");
    }

    @Override
    public Future<?> terminationFuture() {
        return GlobalEventExecutor.INSTANCE.newPromise();
    }
}
