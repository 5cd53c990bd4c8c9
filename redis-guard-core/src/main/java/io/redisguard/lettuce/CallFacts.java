package io.redisguard.lettuce;

import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a call and decided about it before it is sent; written by the caller's thread only. */
abstract class CallFacts implements CommandCall {
    private static final long UNTIL_DECIDED = TimeUnit.SECONDS.toNanos(1);

    private final CallerWishes wishes;
    private final boolean queuedByTransaction;
    private final boolean callerBlocked;
    private final long startedNanos;
    private CommandFacts facts;
    private ConnectionEffect effect;
    private @Nullable RuntimeException refusal;
    private @Nullable String place;
    private long serverWaitNanos;
    private long attemptNanos = UNTIL_DECIDED;
    private long totalNanos = UNTIL_DECIDED;

    CallFacts(
            CommandFacts facts,
            CallerWishes wishes,
            boolean queuedByTransaction,
            boolean callerBlocked,
            long startedNanos) {
        this.facts = facts;
        this.wishes = wishes;
        this.queuedByTransaction = queuedByTransaction;
        this.callerBlocked = callerBlocked;
        this.startedNanos = startedNanos;
        this.effect = facts.effect();
    }

    /**
     * Reads the arguments of the few commands whose treatment hangs on them.
     *
     * @throws io.redisguard.error.EncodeFailedException when only the codec knows them, and it fails
     */
    final void look() {
        if (facts.container()) {
            facts = CommandCatalog.facts(facts.name(), arguments().word(0));
            effect = facts.effect();
        }
        if (effect == ConnectionEffect.WAIT || effect == ConnectionEffect.BY_OPTION) {
            // inside MULTI the server never waits
            serverWaitNanos = queuedByTransaction ? 0 : ServerWait.nanosOf(facts.name(), arguments());
            effect = serverWaitNanos == 0 ? ConnectionEffect.NONE : ConnectionEffect.WAIT;
        }
    }

    final long startedNanos() {
        return startedNanos;
    }

    final long attemptNanos() {
        return attemptNanos;
    }

    final long totalNanos() {
        return totalNanos;
    }

    @Override
    public final CommandFacts facts() {
        return facts;
    }

    @Override
    public final ConnectionEffect effect() {
        return effect;
    }

    @Override
    public final long serverWaitNanos() {
        return serverWaitNanos;
    }

    @Override
    public final CallerWishes wishes() {
        return wishes;
    }

    /** Makes the call one that cannot be sent. */
    final void refuseWith(RuntimeException reason) {
        refusal = reason;
    }

    @Override
    public final @Nullable RuntimeException refusal() {
        return refusal;
    }

    @Override
    public final @Nullable String place() {
        return place;
    }

    @Override
    public final void comesFrom(String found) {
        place = found;
    }

    @Override
    public final boolean isQueuedByTransaction() {
        return queuedByTransaction;
    }

    @Override
    public final boolean isCallerBlocked() {
        return callerBlocked;
    }

    @Override
    public final void limitTo(long attempt, long total) {
        attemptNanos = attempt;
        totalNanos = total;
    }
}
