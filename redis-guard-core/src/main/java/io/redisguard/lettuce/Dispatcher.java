package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TracedCommand;
import io.lettuce.core.tracing.TraceContextProvider;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.LinkWatch;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.RedisGuardException;

/** Turns the commands of callers into calls and lets them onto the road; the same for every kind of connection. */
final class Dispatcher {
    private final ConnectionContext context;

    Dispatcher(ConnectionContext context) {
        this.context = context;
    }

    <K, V, T> Call<K, V, T> callOf(
            RedisCommand<K, V, T> command, CallerWishes wishes, boolean inTransaction, boolean callerBlocked) {
        RedisCommand<K, V, T> target = command instanceof CompleteableCommand ? command : new CommandWrapper<>(command);
        CommandFacts facts = CommandTypes.factsOf(command.getType());
        boolean queued = inTransaction
                && (facts.effect() != ConnectionEffect.TRANSACTION
                        || facts.name().equals("UNWATCH"));
        return new Call<>(context, target, facts, wishes, queued, callerBlocked);
    }

    /**
     * Takes a call and its first attempt through the stages, before Lettuce does its own book-keeping. Tells the caller
     * of a refusal. A call whose link is down is kept waiting for it, or fails.
     *
     * @return whether the attempt is to be handed to Lettuce now
     */
    boolean admit(Call<?, ?, ?> call) {
        look(call);
        try {
            context.road().enter(call);
        } catch (RuntimeException e) {
            call.refuse(e);
            return false;
        }
        Attempt<?, ?, ?> attempt = call.attempt();
        if (!attempt.hasEntered()) {
            attempt.entersLate().awaitLink(LinkWatch.ANY);
            return false;
        }
        try {
            context.enter(attempt);
        } catch (RedisGuardException e) {
            call.refuse(e);
            context.road().settled(call, CallOutcome.REJECTED);
            return false;
        }
        return true;
    }

    /** Looks at what the call is, and for what makes it impossible to send it. */
    private void look(Call<?, ?, ?> call) {
        String broken = context.brokenBecause();
        try {
            call.look();
            if (call.isQueuedByTransaction() && broken == null && call.refusal() == null) {
                call.prepare();
            }
        } catch (RuntimeException e) {
            call.refuseWith(Failures.unencodable(call, e));
        }
        if (broken != null) {
            call.refuseWith(Failures.broken(call, broken));
        }
    }

    /**
     * Returns the command to hand to Lettuce: the attempt, in the trace of its caller where there is one. Lettuce looks
     * for the trace among wrappers, and an attempt is none.
     */
    static <K, V, T> RedisCommand<K, V, T> traced(Attempt<K, V, T> attempt) {
        TraceContextProvider trace = CommandWrapper.unwrap(attempt.call().target(), TraceContextProvider.class);
        return trace == null ? attempt : new TracedCommand<>(attempt, trace.getTraceContext());
    }

    /** Starts the deadline, unless the caller watches the clock itself. Members of a transaction have that of EXEC. */
    static void watch(Call<?, ?, ?> call) {
        if (!call.isCallerBlocked() && !call.isQueuedByTransaction()) {
            call.startDeadline();
        }
    }
}
