package io.redisguard.lettuce;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.command.CallRoad;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.RedisGuardException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Turns the commands of callers into calls, lets them onto the road, and hands their attempts to the connections that a
 * {@link Router} finds. Thread-safe.
 */
public final class Dispatcher {
    private final CallRoad road;
    private final RoadTimer timer;
    private final Executor executor;
    private final CommandLimits limits;
    private final Router router;

    Dispatcher(CallRoad road, RoadTimer timer, Executor executor, CommandLimits limits, Router router) {
        this.road = road;
        this.timer = timer;
        this.executor = executor;
        this.limits = limits;
        this.router = router;
    }

    CallRoad road() {
        return road;
    }

    RoadTimer timer() {
        return timer;
    }

    Executor executor() {
        return executor;
    }

    CommandLimits limits() {
        return limits;
    }

    Router router() {
        return router;
    }

    /** Makes a call of a command, and hands the command back to its caller. */
    public <K, V, T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command, CallerWishes wishes) {
        Call<K, V, T> call = callOfThisThread(command, wishes, false);
        Attempt<K, V, T> attempt = admit(call, null);
        if (attempt != null) {
            attempt.context().send(attempt);
        }
        watch(call);
        return command;
    }

    /** Makes calls of several commands; those for one connection go to Lettuce together. */
    public <K, V> Collection<RedisCommand<K, V, ?>> dispatch(
            Collection<? extends RedisCommand<K, V, ?>> commands, CallerWishes wishes) {
        List<Call<K, V, ?>> calls = new ArrayList<>(commands.size());
        Batch batch = new Batch();
        Set<RedisCommand<K, V, ?>> different = different();
        for (RedisCommand<K, V, ?> command : commands) {
            if (!different.add(command)) {
                continue;
            }
            Call<K, V, ?> call = callOf(command, wishes, false, false);
            calls.add(call);
            Attempt<K, V, ?> attempt = admit(call, batch);
            if (attempt != null) {
                batch.add(attempt);
            }
        }
        batch.send();
        calls.forEach(Dispatcher::watch);
        return new ArrayList<>(commands);
    }

    /** One that stands there twice has one result, so it must be executed once. */
    static <C> Set<C> different() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Makes a call for which the thread waits that has announced it. */
    <K, V, T> Call<K, V, T> callOfThisThread(RedisCommand<K, V, T> command, CallerWishes wishes, boolean inMulti) {
        BlockedCaller caller = BlockedCaller.waiting();
        Call<K, V, T> call = callOf(command, wishes, inMulti, caller != null);
        if (caller != null) {
            caller.takes(call);
        }
        return call;
    }

    private <K, V, T> Call<K, V, T> callOf(
            RedisCommand<K, V, T> command, CallerWishes wishes, boolean inMulti, boolean callerBlocked) {
        RedisCommand<K, V, T> target = command instanceof CompleteableCommand ? command : new CommandWrapper<>(command);
        CommandFacts facts = CommandTypes.factsOf(command.getType());
        boolean queued = inMulti
                && (facts.effect() != ConnectionEffect.TRANSACTION
                        || facts.name().equals("UNWATCH"));
        return new Call<>(this, target, facts, wishes, queued, callerBlocked);
    }

    /**
     * Takes a call and its first attempt through the stages, before Lettuce does its own book-keeping. Tells the caller
     * of a refusal. A call whose link is down is kept waiting for it, or fails.
     *
     * @param before what has to be sent before the call waits, or {@code null}
     * @return the attempt that is to be handed to Lettuce now, or {@code null}
     */
    <K, V, T> @Nullable Attempt<K, V, T> admit(Call<K, V, T> call, @Nullable Batch before) {
        look(call);
        try {
            road.enter(call);
        } catch (RuntimeException e) {
            call.refuse(e);
            return null;
        }
        ConnectionContext context;
        try {
            context = router.route(call, null).context();
        } catch (RedisException e) {
            return refuse(call, e);
        }
        boolean lent = context.role() == ConnectionRole.SHARED && call.effect() == ConnectionEffect.WAIT;
        Attempt<K, V, T> attempt = call.begin(context, !lent);
        if (!attempt.hasEntered()) {
            if (before != null) {
                before.send(); // the link must not be there for those before it later than for it
            }
            awaitConnection(attempt, lent);
            return null;
        }
        try {
            context.enter(attempt);
        } catch (RedisGuardException e) {
            return refuse(call, e);
        }
        return attempt;
    }

    private static void awaitConnection(Attempt<?, ?, ?> attempt, boolean lent) {
        LateEntry entry = attempt.entersLate();
        if (lent) {
            entry.awaitLoan();
        } else {
            entry.awaitLink(LinkWatch.ANY);
        }
    }

    private <K, V, T> @Nullable Attempt<K, V, T> refuse(Call<K, V, T> call, RedisException reason) {
        call.refuse(reason);
        road.settled(call, Failures.outcomeOf(reason));
        return null;
    }

    /** Looks at what the call is, and for what makes it impossible to send it. */
    private static void look(Call<?, ?, ?> call) {
        try {
            call.look();
            if (call.isQueuedByTransaction() && call.refusal() == null) {
                call.prepare();
            }
        } catch (RuntimeException e) {
            if (call.refusal() == null) {
                call.refuseWith(Failures.unencodable(call, e));
            }
        }
    }

    /** Starts the deadline, unless the caller watches the clock itself. Members of a transaction have that of EXEC. */
    static void watch(Call<?, ?, ?> call) {
        if (!call.isCallerBlocked() && !call.isQueuedByTransaction()) {
            call.startDeadline();
        }
    }

    /** Attempts that follow each other on the same connection. */
    static final class Batch {
        private final List<Attempt<?, ?, ?>> attempts = new ArrayList<>();

        void add(Attempt<?, ?, ?> attempt) {
            if (!attempts.isEmpty() && attempts.get(0).context() != attempt.context()) {
                send();
            }
            attempts.add(attempt);
        }

        void send() {
            if (!attempts.isEmpty()) {
                attempts.get(0).context().send(List.copyOf(attempts));
                attempts.clear();
            }
        }
    }
}
