package io.redisguard.benchmarks.outage;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The calls of one thread, in arrays, so that writing one down costs next to nothing. */
final class Diary {
    private static final int ROOM = 1 << 17;
    private static final long NONE = Long.MIN_VALUE;

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong underWay = new AtomicLong(NONE);
    private long[] starts = new long[ROOM];
    /** Microseconds, and their complement for a call that failed. */
    private int[] lengths = new int[ROOM];

    private int size;

    /** Writes down that a call begins. */
    void begin(long start) {
        underWay.lazySet(start);
    }

    /** Writes down that the call has ended which began last. */
    void end(long end, boolean isAnswered) {
        note(underWay.getPlain(), end, isAnswered);
        underWay.lazySet(NONE);
    }

    private void note(long start, long end, boolean isAnswered) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        int micros = (int) ((end - start) / 1_000);
        starts[size] = start;
        lengths[size] = isAnswered ? micros : ~micros;
        size++;
        if (isAnswered) {
            answered.lazySet(answered.getPlain() + 1);
        }
    }

    /** Returns how many calls were answered so far; any thread may ask. */
    int answered() {
        return answered.get();
    }

    /**
     * Returns a copy to read, in which a call that is under way has failed at this moment; for when the thread has
     * stopped, or is in a call that does not end.
     */
    Diary closedAt(long now) {
        Diary copy = new Diary();
        long start = underWay.get(); // first: what was written before is seen then
        copy.size = size;
        copy.starts = Arrays.copyOf(starts, size + 1);
        copy.lengths = Arrays.copyOf(lengths, size + 1);
        if (start != NONE) {
            copy.note(start, now, false);
        }
        return copy;
    }

    int size() {
        return size;
    }

    long start(int call) {
        return starts[call];
    }

    long end(int call) {
        return starts[call] + nanos(call);
    }

    long nanos(int call) {
        int length = lengths[call];
        return (isAnswered(call) ? length : ~length) * 1_000L;
    }

    boolean isAnswered(int call) {
        return lengths[call] >= 0;
    }
}
