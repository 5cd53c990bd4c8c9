package io.redisguard.broken;

/** Wastes a thread. */
public final class Sleeps {
    void sleep() throws InterruptedException {
        Thread.sleep(1);
    }
}
