package io.redisguard.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads that each wait for one call after the other, and write down every one of them. */
public final class Callers implements AutoCloseable {
    private static final long PAUSE_AFTER_FAILURE = 1_000_000; // else calls that fail at once take the whole machine
    private static final long TICK = 5_000_000;
    private static final Duration SLOWEST_CALL = Duration.ofSeconds(70); // stock Lettuce gives up after 60 s

    private final Call call;
    private final List<Diary> diaries = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Callers(Call call) {
        this.call = call;
    }

    /** What they call. */
    @FunctionalInterface
    public interface Call {
        /** Calls once, for the caller of this number, whose turn is counted from zero. */
        void run(int caller, int turn);
    }

    /** Puts so many callers to work. */
    public static Callers start(int size, Call call) {
        Callers callers = new Callers(call);
        for (int i = 0; i < size; i++) {
            int caller = i;
            Diary diary = new Diary();
            callers.diaries.add(diary);
            Thread thread = new Thread(() -> callers.work(caller, diary), "caller-" + i);
            thread.setDaemon(true);
            callers.threads.add(thread);
        }
        callers.threads.forEach(Thread::start);
        return callers;
    }

    private void work(int caller, Diary diary) {
        for (int turn = 0; !stopped; turn++) {
            RuntimeException failure = null;
            long start = System.nanoTime();
            try {
                call.run(caller, turn);
            } catch (RuntimeException e) {
                failure = e;
            }
            diary.note(start, System.nanoTime(), failure);
            if (failure != null) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
            }
        }
    }

    /** Returns how many they are. */
    int size() {
        return threads.size();
    }

    /** Lets them work for a while. */
    public void workFor(Duration time) {
        workUntil(time, () -> false);
    }

    /** Lets them work until the condition holds, at most so long, and tells whether it held in time. */
    public boolean workUntil(Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        boolean holds = condition.getAsBoolean();
        while (!holds && System.nanoTime() - start < limit.toNanos()) {
            LockSupport.parkNanos(TICK);
            holds = condition.getAsBoolean();
        }
        return holds;
    }

    /** Returns how many calls were answered so far. */
    public long answered() {
        return diaries.stream().mapToLong(Diary::answered).sum();
    }

    /** Ends the work, each caller after the call that it is in, and returns all calls. */
    public Calls stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(SLOWEST_CALL.toMillis());
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " is in a call that does not end.");
            }
        }
        return new Calls(diaries);
    }

    /** Ends the work without waiting for calls. */
    @Override
    public void close() {
        stopped = true;
    }
}
