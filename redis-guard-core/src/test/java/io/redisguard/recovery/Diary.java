package io.redisguard.recovery;

import io.lettuce.core.RedisCommandExecutionException;
import io.redisguard.error.GuardFailure;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The calls of one thread, in arrays made beforehand, so that writing one down costs next to nothing. */
public final class Diary {
    private static final int ROOM = 400_000;

    private final long[] starts = new long[ROOM];
    private final long[] ends = new long[ROOM];
    private final Ending[] endings = new Ending[ROOM];
    private final AtomicInteger answered = new AtomicInteger();
    private int calls;

    /** How a call ended for its caller. */
    public enum Ending {
        ANSWERED,
        /** Failed, and the server has not executed it and never will. */
        UNSENT,
        /** Failed, and the server may have executed it. */
        UNKNOWN,
        /** Failed with an error that the server has answered with. */
        SERVER_ERROR,
        /** Failed with an exception that says nothing about that, as those of stock Lettuce. */
        UNEXPLAINED;

        static Ending of(@Nullable Throwable failure) {
            if (failure == null) {
                return ANSWERED;
            }
            GuardFailure found = GuardFailure.find(failure);
            if (found == null) {
                return failure instanceof RedisCommandExecutionException ? SERVER_ERROR : UNEXPLAINED;
            }
            return found.isOutcomeUnknown() ? UNKNOWN : UNSENT;
        }
    }

    /** Writes down a call that has ended. */
    void note(long start, long end, @Nullable Throwable failure) {
        if (calls == ROOM) {
            throw new IllegalStateException("A caller has made " + ROOM + " calls, and there is no room for more.");
        }
        starts[calls] = start;
        ends[calls] = end;
        endings[calls] = Ending.of(failure);
        calls++;
        if (failure == null) {
            answered.lazySet(answered.getPlain() + 1);
        }
    }

    /** Returns how many calls were answered so far; any thread may ask. */
    int answered() {
        return answered.get();
    }

    int calls() {
        return calls;
    }

    long start(int call) {
        return starts[call];
    }

    long end(int call) {
        return ends[call];
    }

    long nanos(int call) {
        return ends[call] - starts[call];
    }

    Ending ending(int call) {
        return endings[call];
    }
}
