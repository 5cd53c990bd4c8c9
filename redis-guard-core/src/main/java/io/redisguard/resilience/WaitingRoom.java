package io.redisguard.resilience;

import io.redisguard.command.LinkWatch.WaitingAttempt;
import io.redisguard.command.RoadTimer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where attempts wait for their link, as long as its outage is young. When the link comes they proceed in their order;
 * what comes meanwhile lines up behind them, so that nobody is overtaken. Thread-safe.
 */
final class WaitingRoom {
    private enum State {
        DOWN,
        /** The link is there, and those who waited proceed. */
        LETTING_GO,
        UP,
        CLOSED
    }

    private final long graceNanos;
    private final int seats;
    private final RoadTimer timer;
    private final Executor executor;
    private final IntConsumer onGraceEnd;
    private final Queue<WaitingAttempt> waiting = new ArrayDeque<>(); // guarded by this

    /** Those whom the present link has failed, while others still proceed on it: they wait for another one. */
    private final Queue<WaitingAttempt> returned = new ArrayDeque<>(); // guarded by this

    private volatile State state = State.DOWN; // written under the lock
    private volatile int generation; // as above
    private long downNanos; // guarded by this
    private RoadTimer.@Nullable Cancellation graceEnd; // guarded by this
    private int graces; // guarded by this: number of the timer that counts

    WaitingRoom(LinkOptions options, RoadTimer timer, Executor executor, IntConsumer onGraceEnd) {
        this.graceNanos = options.reconnectGrace().toNanos();
        this.seats = options.maxWaiting();
        this.timer = timer;
        this.executor = executor;
        this.onGraceEnd = onGraceEnd;
        this.downNanos = timer.nanoTime();
    }

    boolean isUp() {
        return state == State.UP;
    }

    int generation() {
        return generation;
    }

    /** See {@link io.redisguard.command.LinkWatch#await}. */
    boolean await(int after, WaitingAttempt attempt) {
        synchronized (this) {
            if (state == State.CLOSED) {
                return false;
            }
            if (state != State.UP || generation == after) {
                return sit(attempt, state == State.LETTING_GO && generation == after ? returned : waiting);
            }
        }
        attempt.proceed();
        return true;
    }

    /** Tells whether the outage is so old that nobody waits any more, not even for the timer that tells them so. */
    synchronized boolean isGraceOver() {
        return state == State.DOWN && waiting.isEmpty() && timer.nanoTime() - downNanos >= graceNanos;
    }

    /** The caller holds the lock. */
    private boolean sit(WaitingAttempt attempt, Queue<WaitingAttempt> queue) {
        long left = graceNanos;
        if (state == State.DOWN) {
            left -= timer.nanoTime() - downNanos;
        }
        if (left <= 0 || size() >= seats) {
            return false;
        }
        queue.add(attempt);
        startTimer(left);
        return true;
    }

    /** The link is there. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    synchronized void up(Executor loop) {
        if (state != State.CLOSED) {
            lineUp();
            generation++;
            stopTimer();
            if (waiting.isEmpty()) {
                state = State.UP; // nobody can be overtaken
            } else {
                state = State.LETTING_GO;
                loop.execute(this::letGo);
            }
        }
    }

    /** Returns how long the link has been gone, or 0. */
    synchronized long outageNanos() {
        return state == State.DOWN ? timer.nanoTime() - downNanos : 0;
    }

    private void letGo() {
        while (true) {
            WaitingAttempt next;
            synchronized (this) {
                if (state != State.LETTING_GO) {
                    return;
                }
                next = waiting.poll();
                if (next == null) {
                    state = State.UP;
                    stopTimer(); // of those who came meanwhile
                    lineUp();
                    if (!waiting.isEmpty()) {
                        startTimer(graceNanos);
                    }
                    return;
                }
            }
            next.proceed();
        }
    }

    /** The link is gone. Returns whether that is news. */
    synchronized boolean down() {
        if (state == State.DOWN || state == State.CLOSED) {
            return false;
        }
        state = State.DOWN;
        lineUp();
        downNanos = timer.nanoTime();
        stopTimer();
        if (!waiting.isEmpty()) {
            startTimer(graceNanos);
        }
        return true;
    }

    /** Those who have come back were there before the others; the caller holds the lock. */
    private void lineUp() {
        returned.addAll(waiting);
        waiting.clear();
        waiting.addAll(returned);
        returned.clear();
    }

    private void endGrace(int number) {
        List<WaitingAttempt> left;
        synchronized (this) {
            if (number != graces) {
                return; // it was stopped on its way here
            }
            graceEnd = null;
            if (state == State.LETTING_GO) {
                return;
            }
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        if (!left.isEmpty()) {
            onGraceEnd.accept(left.size());
            left.forEach(WaitingAttempt::giveUp);
        }
    }

    /** Nobody can hope for a link any more. */
    void close() {
        List<WaitingAttempt> left;
        synchronized (this) {
            state = State.CLOSED;
            lineUp();
            stopTimer();
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(WaitingAttempt::giveUp);
    }

    /** The caller holds the lock. */
    private void startTimer(long nanos) {
        if (graceEnd == null) {
            int number = graces;
            graceEnd = timer.after(nanos, () -> executor.execute(() -> endGrace(number)));
        }
    }

    /** The caller holds the lock. */
    private void stopTimer() {
        RoadTimer.Cancellation running = graceEnd;
        if (running != null) {
            running.cancel();
            graceEnd = null;
            graces++;
        }
    }

    /** Returns how many wait. */
    synchronized int size() {
        return waiting.size() + returned.size();
    }
}
