package io.redisguard.lettuce;

import io.redisguard.error.CallOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands queued by one MULTI. They get their results from EXEC, so when EXEC fails they must fail with it: stock
 * Lettuce leaves them pending for ever. Used by the one thread that owns the connection, then by EXEC's attempt.
 */
final class Transaction {
    private final List<Attempt<?, ?, ?>> members = new ArrayList<>();

    synchronized void add(Attempt<?, ?, ?> member) {
        members.add(member);
    }

    /** Fails the members that the server had queued; those it had refused keep its answer. */
    synchronized void abort(Throwable failure) {
        members.stream().filter(member -> !member.getOutput().hasError()).forEach(member -> member.drop(failure));
    }

    /** Fails all members that have no result yet. */
    synchronized void fail(Throwable failure) {
        if (Failures.outcomeOf(failure) != CallOutcome.SERVER_ERROR) {
            members.forEach(member -> member.drop(failure));
        }
    }
}
