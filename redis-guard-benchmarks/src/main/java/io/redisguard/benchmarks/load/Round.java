package io.redisguard.benchmarks.load;

import java.util.concurrent.Phaser;

/** A time in which callers call. In each step of it they and the one who measures wait for each other. */
final class Round {
    private final Phaser steps = new Phaser(1);
    private long endNanos;

    /** Makes the steps wait for one more. */
    void register() {
        steps.register();
    }

    void awaitOthers() {
        steps.arriveAndAwaitAdvance();
    }

    /** Sets when it ends; to be called before the step with which all begin. */
    void endsAt(long nanoTime) {
        endNanos = nanoTime;
    }

    long endNanos() {
        return endNanos;
    }
}
