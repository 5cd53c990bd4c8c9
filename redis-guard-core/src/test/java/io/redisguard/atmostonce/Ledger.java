package io.redisguard.atmostonce;

import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.redisguard.error.GuardFailure;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What callers were told about each of their calls, to be held against what the server has done. Thread-safe. */
public final class Ledger {
    private static final int OPEN = 0;
    private static final int ACKNOWLEDGED = 1;
    private static final int UNKNOWN = 2;
    private static final int UNSENT = 3;
    private static final int KEYS_PER_QUESTION = 1_000;

    private final AtomicIntegerArray told;
    private final String prefix;

    /** Creates the ledger of so many calls at most. */
    public Ledger(int calls) {
        this("call:", calls);
    }

    /** Creates the ledger of so many calls at most, whose keys begin like this. */
    public Ledger(String prefix, int calls) {
        this.prefix = prefix;
        told = new AtomicIntegerArray(calls);
    }

    /** Returns how many calls there is room for. */
    public int calls() {
        return told.length();
    }

    /** Returns the key that a call increments, and no other. */
    public String key(int call) {
        return prefix + call;
    }

    /** Writes down how a call ended, in the words of its own failure; what says nothing leaves it open. */
    public void note(int call, @Nullable Throwable failure) {
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

    /** Holds the first so many calls of the ledger against how often the server has executed each. */
    public Verdict against(RedisClusterCommands<String, String> truth, int calls) {
        int[] executed = new int[calls];
        for (int from = 0; from < calls; from += KEYS_PER_QUESTION) {
            String[] keys = IntStream.range(from, Math.min(calls, from + KEYS_PER_QUESTION))
                    .mapToObj(this::key)
                    .toArray(String[]::new);
            List<KeyValue<String, String>> found = truth.mget(keys);
            for (int i = 0; i < found.size(); i++) {
                executed[from + i] = Integer.parseInt(found.get(i).getValueOrElse("0"));
            }
        }
        return against(executed);
    }

    private Verdict against(int[] executed) {
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
    public record Verdict(
            int acknowledged,
            int unknown,
            int unsent,
            int open,
            int executed,
            int twice,
            int lost,
            int unsentButExecuted) {}
}
