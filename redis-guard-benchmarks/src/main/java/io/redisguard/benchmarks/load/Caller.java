package io.redisguard.benchmarks.load;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One of those who call, one call after the other until a round is over. */
final class Caller implements Runnable {
    private static final long LONGEST_NANOS = 600_000_000_000L;
    private static final int DIGITS = 2;

    private final Round round;
    private final Call call;
    private final List<String> keys;
    private final int firstKey;
    private final Histogram nanos = new Histogram(LONGEST_NANOS, DIGITS);
    private long bytes;
    private @Nullable Throwable failure;

    /** Takes a number of its own, so that not all callers ask for the same keys at the same time. */
    Caller(Round round, Call call, List<String> keys, int number) {
        this.round = round;
        this.call = call;
        this.keys = keys;
        firstKey = number * 31 % keys.size();
    }

    /** Makes one call. */
    interface Call {
        /** Makes it; the turn grows by one from call to call of the same caller. */
        void make(String key, int turn) throws Exception;
    }

    @Override
    public void run() {
        round.awaitOthers(); // all are there
        round.awaitOthers(); // go
        try {
            callUntil(round.endNanos());
        } catch (Throwable e) { // the round is to end all the same
            failure = e;
        }
        round.awaitOthers(); // done
        round.awaitOthers(); // measured: what a thread has allocated is gone with it
    }

    private void callUntil(long endNanos) throws Exception {
        long bytesBefore = JvmUse.ownBytes();
        int key = firstKey;
        long before = System.nanoTime();
        for (int turn = 0; before - endNanos < 0; turn++) {
            call.make(keys.get(key), turn);
            long after = System.nanoTime();
            nanos.recordValue(Math.min(after - before, LONGEST_NANOS));
            before = after;
            key = key + 1 == keys.size() ? 0 : key + 1;
        }
        bytes = bytesBefore < 0 ? -1 : JvmUse.ownBytes() - bytesBefore;
    }

    /** Returns how long its calls took. */
    Histogram nanos() {
        return nanos;
    }

    /** Returns what it has allocated itself; negative when that is unknown. */
    long bytes() {
        return bytes;
    }

    /** Returns what ended it early. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
