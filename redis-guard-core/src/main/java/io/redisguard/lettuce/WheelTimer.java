package io.redisguard.lettuce;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.redisguard.command.RoadTimer;
import java.util.concurrent.TimeUnit;

/** The timer of the road on one of netty's. Thread-safe. */
final class WheelTimer implements RoadTimer {
    private final Timer timer;

    WheelTimer(Timer timer) {
        this.timer = timer;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellation after(long delayNanos, Runnable task) {
        Timeout timeout = timer.newTimeout(due -> task.run(), delayNanos, TimeUnit.NANOSECONDS);
        return timeout::cancel;
    }
}
