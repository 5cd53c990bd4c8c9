package io.redisguard.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The faults of a proxy that are on now; its own monitor wakes whoever waits for a change. */
final class ProxyFaults {
    private static final int NEVER = -1;

    private long delayNanos;
    private int bytesPerSecond;
    private boolean toServerHeld;
    private boolean toClientHeld;
    private volatile boolean replyFaults;
    private final List<Integer> dropCountdowns = new ArrayList<>();
    private double dropProbability;
    private @Nullable Random dropRandom;
    private int cutAfter = NEVER;

    synchronized void delay(Duration delay) {
        delayNanos = delay.toNanos();
        notifyAll();
    }

    synchronized void throttle(int wanted) {
        bytesPerSecond = wanted;
        notifyAll();
    }

    synchronized void hold(Direction direction) {
        if (direction == Direction.TO_SERVER) {
            toServerHeld = true;
        } else {
            toClientHeld = true;
        }
        notifyAll();
    }

    synchronized void dropReply(int n) {
        dropCountdowns.add(n);
        replyFaults = true;
    }

    synchronized void dropReplies(double probability, long seed) {
        dropProbability = probability;
        dropRandom = new Random(seed);
        replyFaults = true;
    }

    synchronized void cut(int bytes) {
        cutAfter = bytes;
        replyFaults = true;
    }

    synchronized void heal() {
        delayNanos = 0;
        bytesPerSecond = 0;
        toServerHeld = false;
        toClientHeld = false;
        dropCountdowns.clear();
        dropRandom = null;
        cutAfter = NEVER;
        replyFaults = false;
        notifyAll();
    }

    synchronized void wake() {
        notifyAll();
    }

    synchronized int bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Asks, as a reply begins, whether it vanishes. */
    boolean dropsNextReply() {
        return replyFaults && countReply();
    }

    /** Takes the armed cut: how many bytes still pass, or empty-handed -1. */
    int takeCut() {
        if (!replyFaults) {
            return NEVER;
        }
        synchronized (this) {
            int taken = cutAfter;
            cutAfter = NEVER;
            return taken;
        }
    }

    private synchronized boolean countReply() {
        dropCountdowns.replaceAll(left -> left - 1);
        boolean counted = dropCountdowns.removeIf(left -> left == 0);
        boolean drawn = dropRandom != null && dropRandom.nextDouble() < dropProbability;
        return counted || drawn;
    }

    /** Waits while the direction is a black hole; an ended link does not wait. */
    synchronized void awaitOpen(Direction direction, BooleanSupplier ended) throws InterruptedException {
        while ((direction == Direction.TO_SERVER ? toServerHeld : toClientHeld) && !ended.getAsBoolean()) {
            wait();
        }
    }

    /** Waits until bytes that arrived at this reading of {@link System#nanoTime()} are due. */
    synchronized void awaitDue(long arrival, BooleanSupplier ended) throws InterruptedException {
        long left = arrival + delayNanos - System.nanoTime();
        while (delayNanos > 0 && left > 0 && !ended.getAsBoolean()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = arrival + delayNanos - System.nanoTime();
        }
    }

    /** Waits so that the throttled bytes just sent took their time, or until the throttle changes. */
    synchronized void pace(int bytes, BooleanSupplier ended) throws InterruptedException {
        int speed = bytesPerSecond;
        if (speed == 0) {
            return;
        }
        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos() * bytes / speed;
        long left = end - System.nanoTime();
        while (bytesPerSecond == speed && left > 0 && !ended.getAsBoolean()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }
}
