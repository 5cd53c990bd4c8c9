package io.redisguard.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** Returns what the codec threw at the reply to a member, or {@code null}. */
    synchronized @Nullable Throwable undecodable() {
        return members.stream()
                .map(Attempt::decodeFailure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Fails all members that have no result yet. */
    synchronized void fail(Throwable failure) {
        if (!(failure instanceof RedisCommandExecutionException)) {
            members.forEach(member -> member.drop(failure));
        }
    }
}
