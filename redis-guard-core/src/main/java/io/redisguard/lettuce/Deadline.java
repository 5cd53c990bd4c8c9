package io.redisguard.lettuce;

import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timer of one attempt whose caller does not watch the clock itself. Thread-safe. */
final class Deadline implements TimerTask {
    private final Attempt<?, ?, ?> attempt;
    private volatile @Nullable Timeout timeout;

    Deadline(Attempt<?, ?, ?> attempt) {
        this.attempt = attempt;
    }

    void start() {
        if (attempt.isSettled()) {
            return;
        }
        timeout = attempt.context().timer().newTimeout(this, attempt.limitNanos(), TimeUnit.NANOSECONDS);
        if (attempt.isSettled()) {
            // settled meanwhile, perhaps before it could see the timer
            cancel();
        }
    }

    void cancel() {
        Timeout running = timeout;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void run(Timeout due) {
        attempt.context().executor().execute(attempt::expire);
    }
}
