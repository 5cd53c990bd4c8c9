package io.redisguard.lettuce;

import io.redisguard.command.RoadTimer;
import org.jspecify.annotations.Nullable;

/** The timer of one call whose caller does not watch the clock itself. Thread-safe. */
final class Deadline implements Runnable {
    private final Call<?, ?, ?> call;
    private volatile RoadTimer.@Nullable Cancellation timeout;

    Deadline(Call<?, ?, ?> call) {
        this.call = call;
    }

    void start(long nanos) {
        if (call.isOver()) {
            return;
        }
        timeout = call.dispatcher().timer().after(nanos, this);
        if (call.isOver()) {
            // over meanwhile, perhaps before it could see the timer
            cancel();
        }
    }

    void cancel() {
        RoadTimer.Cancellation running = timeout;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void run() {
        call.dispatcher().executor().execute(this::check);
    }

    private void check() {
        long left = call.expireWhenDue();
        if (left > 0) {
            start(left);
        }
    }
}
