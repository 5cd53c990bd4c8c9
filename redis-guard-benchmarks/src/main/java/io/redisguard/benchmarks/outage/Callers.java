package io.redisguard.benchmarks.outage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads that each wait for one call after the other, and write down every one of them. */
final class Callers {
    private static final long PAUSE_AFTER_FAILURE = 1_000_000; // else calls that fail at once take the whole machine
    private static final Duration SLOWEST_END = Duration.ofSeconds(2);

    private final Runnable call;
    private final List<Diary> diaries = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Callers(Runnable call) {
        this.call = call;
    }

    /** Puts so many callers to work. */
    static Callers start(int size, Runnable call) {
        Callers callers = new Callers(call);
        for (int i = 0; i < size; i++) {
            Diary diary = new Diary();
            Thread thread = new Thread(() -> callers.work(diary), "caller-" + i);
            thread.setDaemon(true);
            callers.diaries.add(diary);
            callers.threads.add(thread);
        }
        callers.threads.forEach(Thread::start);
        return callers;
    }

    private void work(Diary diary) {
        while (!stopped) {
            boolean isAnswered = true;
            diary.begin(System.nanoTime());
            try {
                call.run();
            } catch (RuntimeException e) {
                isAnswered = false;
            }
            diary.end(System.nanoTime(), isAnswered);
            if (!isAnswered) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
            }
        }
    }

    /** Returns how many calls were answered so far. */
    long answered() {
        return diaries.stream().mapToLong(Diary::answered).sum();
    }

    /** Ends the work, each caller after the call that it is in unless that does not end, and returns all calls. */
    Calls stop() throws InterruptedException {
        stopped = true;
        long start = System.nanoTime();
        for (Thread thread : threads) {
            long left = SLOWEST_END.toNanos() - (System.nanoTime() - start);
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, left));
        }
        long now = System.nanoTime();
        return new Calls(diaries.stream().map(diary -> diary.closedAt(now)).toList(), start);
    }
}
