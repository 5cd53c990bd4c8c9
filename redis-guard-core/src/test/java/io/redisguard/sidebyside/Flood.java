package io.redisguard.sidebyside;

import io.lettuce.core.RedisFuture;
import io.redisguard.error.GuardFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Very many asynchronous calls at once; only their number is kept, so that all memory taken is that of the client. */
public final class Flood {
    private final Map<Class<?>, LongAdder> failures = new ConcurrentHashMap<>();
    private final LongAdder unknown = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final CountDownLatch open;
    private long mostOpen;
    private long held;

    private Flood(int calls) {
        open = new CountDownLatch(calls);
    }

    /** Issues so many calls without waiting for any, and prints how many are left then and how the heap has grown. */
    public static Flood of(String subject, int calls, Supplier<RedisFuture<?>> call) {
        Flood flood = new Flood(calls);
        long heap = usedHeap();
        long start = System.nanoTime();
        for (int issued = 1; issued <= calls; issued++) {
            long issuedAt = System.nanoTime();
            CompletableFuture<?> unused =
                    call.get().toCompletableFuture().whenComplete((value, e) -> flood.note(issuedAt, e));
            flood.mostOpen = Math.max(flood.mostOpen, flood.open() - (calls - issued));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        long open = flood.open();
        flood.held = usedHeap() - heap;
        System.out.printf(
                "%s: %d calls issued in %d ms, %d open, heap %d KB + %d KB%n",
                subject, calls, millis, open, heap >> 10, flood.held >> 10);
        return flood;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void note(long issuedAt, @Nullable Throwable failure) {
        longestNanos.accumulate(System.nanoTime() - issuedAt);
        if (failure != null) {
            count(failure);
        }
        open.countDown();
    }

    private void count(Throwable failure) {
        failures.computeIfAbsent(failure.getClass(), type -> new LongAdder()).increment();
        if (GuardFailure.isOutcomeUnknown(failure)) {
            unknown.increment();
        }
    }

    /** Returns how many calls have not ended yet. */
    public long open() {
        return open.getCount();
    }

    /** Returns how many calls were open at most while they were issued. */
    public long mostOpen() {
        return mostOpen;
    }

    /** Waits for all calls to end, at most so long, and tells whether they have. */
    public boolean allEndWithin(Duration limit) throws InterruptedException {
        return open.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns how many bytes more were in use when all calls were issued. */
    public long held() {
        return held;
    }

    /** Returns how long the longest of the calls that have ended has taken. */
    public Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    /** Returns how many calls have failed with this. */
    public long failures(Class<? extends Throwable> type) {
        return failures.getOrDefault(type, new LongAdder()).sum();
    }

    /** Returns how many calls have failed. */
    public long failures() {
        return failures.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns how many calls have failed so that the server may have executed them. */
    public long unknown() {
        return unknown.sum();
    }
}
