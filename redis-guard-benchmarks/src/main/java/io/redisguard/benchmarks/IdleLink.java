package io.redisguard.benchmarks;

import io.redisguard.command.Link;
import io.redisguard.command.RoadTimer;
import java.util.concurrent.Executor;

/** A link on which nothing ever happens, not even time-outs. */
final class IdleLink implements Link, RoadTimer {
    @Override
    public String server() {
        return "nowhere";
    }

    @Override
    public RoadTimer timer() {
        return this;
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public void replace() {}

    @Override
    public void ifNextReplyWasGivenUp(Runnable task) {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellation after(long delayNanos, Runnable task) {
        return () -> {};
    }
}
