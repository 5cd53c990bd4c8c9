package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandArgs;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a call and decided about it before it is sent; written by the caller's thread only. */
abstract class CallFacts implements CommandCall {
    private static final long UNTIL_DECIDED = TimeUnit.SECONDS.toNanos(1);

    private final CommandFacts facts;
    private final long callerLimitNanos;
    private final boolean queuedByTransaction;
    private final boolean callerBlocked;
    private final long startedNanos;
    private ConnectionEffect effect;
    private @Nullable String subcommand;
    private long serverWaitNanos;
    private long attemptNanos = UNTIL_DECIDED;
    private long totalNanos = UNTIL_DECIDED;

    CallFacts(
            CommandFacts facts,
            long callerLimitNanos,
            boolean queuedByTransaction,
            boolean callerBlocked,
            long startedNanos) {
        this.facts = facts;
        this.callerLimitNanos = callerLimitNanos;
        this.queuedByTransaction = queuedByTransaction;
        this.callerBlocked = callerBlocked;
        this.startedNanos = startedNanos;
        this.effect = facts.effect();
    }

    /**
     * Reads the arguments of the few commands whose treatment hangs on them.
     *
     * @throws RuntimeException whatever the codec throws
     */
    final void look(@Nullable CommandArgs<?, ?> args) {
        switch (effect) {
            case WAIT, BY_OPTION -> {
                // inside MULTI the server never waits
                serverWaitNanos = queuedByTransaction ? 0 : ServerWait.nanosOf(facts.name(), Arguments.of(args));
                effect = serverWaitNanos == 0 ? ConnectionEffect.NONE : ConnectionEffect.WAIT;
            }
            case BY_SUBCOMMAND -> {
                subcommand = Arguments.of(args).word(0);
                effect = CommandCatalog.effectOfClient(subcommand);
            }
            default -> {}
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
    public final @Nullable String subcommand() {
        return subcommand;
    }

    @Override
    public final long serverWaitNanos() {
        return serverWaitNanos;
    }

    @Override
    public final long callerLimitNanos() {
        return callerLimitNanos;
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
