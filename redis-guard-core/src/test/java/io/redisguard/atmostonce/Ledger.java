package io.redisguard.atmostonce;

import io.redisguard.error.GuardFailure;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** What callers were told about each of their calls, to be held against what the server has done. Thread-safe. */
final class Ledger {
    private static final int OPEN = 0;
    private static final int ACKNOWLEDGED = 1;
    private static final int UNKNOWN = 2;
    private static final int UNSENT = 3;

    private final AtomicIntegerArray told;

    Ledger(int calls) {
        told = new AtomicIntegerArray(calls);
    }

    int calls() {
        return told.length();
    }

    /** Writes down how a call ended, in the words of its own failure; what says nothing leaves it open. */
    void note(int call, @Nullable Throwable failure) {
        int outcome;
        if (failure == null) {
            outcome = ACKNOWLEDGED;
        } else {
            GuardFailure found = GuardFailure.find(failure);
            // a caller that cancels is told nothing; stock Lettuce never says that a command was not sent
            outcome = found == null || failure instanceof CancellationException || found.isOutcomeUnknown()
                    ? UNKNOWN
                    : UNSENT;
        }
        told.set(call, outcome);
    }

    /** Holds the ledger against how often the server has executed each call. */
    Verdict against(int[] executed) {
        int[] counts = new int[UNSENT + 1];
        int total = 0;
        int twice = 0;
        int lost = 0;
        int unsentButExecuted = 0;
        for (int call = 0; call < executed.length; call++) {
            int outcome = told.get(call);
            counts[outcome]++;
            total += executed[call];
            twice += executed[call] > 1 ? 1 : 0;
            lost += outcome == ACKNOWLEDGED && executed[call] == 0 ? 1 : 0;
            unsentButExecuted += outcome == UNSENT && executed[call] > 0 ? 1 : 0;
        }
        return new Verdict(
                counts[ACKNOWLEDGED],
                counts[UNKNOWN],
                counts[UNSENT],
                counts[OPEN],
                total,
                twice,
                lost,
                unsentButExecuted);
    }

    /**
     * What a round has shown.
     *
     * @param acknowledged calls whose caller got a reply
     * @param unknown calls whose caller was told that the outcome is unknown
     * @param unsent calls whose caller was told that nothing was sent
     * @param open calls whose caller was told nothing
     * @param executed how often the server has executed any of them
     * @param twice calls that the server has executed more than once
     * @param lost acknowledged calls that the server has not executed
     * @param unsentButExecuted calls reported as unsent that the server has executed
     */
    record Verdict(
            int acknowledged,
            int unknown,
            int unsent,
            int open,
            int executed,
            int twice,
            int lost,
            int unsentButExecuted) {}
}
