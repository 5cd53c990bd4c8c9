package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.DemandAware;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TracedCommand;
import io.lettuce.core.tracing.TraceContextProvider;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.error.RedisGuardException;

/** Turns the commands of callers into attempts and lets them onto the road; the same for every kind of connection. */
final class Dispatcher {
    private final ConnectionContext context;

    Dispatcher(ConnectionContext context) {
        this.context = context;
    }

    <K, V, T> Attempt<K, V, T> attemptOf(RedisCommand<K, V, T> command, long limitNanos, boolean inTransaction) {
        RedisCommand<K, V, T> target = command instanceof CompleteableCommand ? command : new CommandWrapper<>(command);
        CommandFacts facts = CommandTypes.factsOf(command.getType());
        boolean queued = inTransaction
                && (facts.effect() != ConnectionEffect.TRANSACTION
                        || facts.name().equals("UNWATCH"));
        return target instanceof DemandAware.Sink sink
                ? new StreamingAttempt<>(context, target, sink, facts, limitNanos, queued)
                : new Attempt<>(context, target, facts, limitNanos, queued);
    }

    /**
     * Takes the attempt through the stages, before Lettuce does its own book-keeping. Tells the caller of a refusal.
     */
    boolean admit(Attempt<?, ?, ?> attempt) {
        String broken = context.brokenBecause();
        if (broken != null) {
            attempt.refuse(Failures.broken(attempt, broken));
            return false;
        }
        try {
            attempt.look(attempt.getArgs());
            if (attempt.isQueuedByTransaction()) {
                attempt.prepare();
            }
        } catch (RuntimeException e) {
            attempt.refuse(Failures.unencodable(attempt, e));
            return false;
        }
        try {
            context.enter(attempt);
        } catch (RedisGuardException e) {
            attempt.refuse(e);
            return false;
        }
        return true;
    }

    /**
     * Returns the command to hand to Lettuce: the attempt, in the trace of its caller where there is one. Lettuce looks
     * for the trace among wrappers, and an attempt is none.
     */
    static <K, V, T> RedisCommand<K, V, T> traced(Attempt<K, V, T> attempt) {
        TraceContextProvider trace = CommandWrapper.unwrap(attempt.target(), TraceContextProvider.class);
        return trace == null ? attempt : new TracedCommand<>(attempt, trace.getTraceContext());
    }

    /** Starts the deadline, unless the caller watches the clock itself. Members of a transaction have that of EXEC. */
    static void watch(Attempt<?, ?, ?> attempt, boolean callerWaits) {
        if (!callerWaits && !attempt.isQueuedByTransaction()) {
            attempt.startDeadline();
        }
    }
}
