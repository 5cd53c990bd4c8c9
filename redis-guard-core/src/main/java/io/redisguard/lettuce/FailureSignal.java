package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.DemandAware;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.command.CommandFacts;
import org.jspecify.annotations.Nullable;

/**
 * A command that knows its reactive caller. Lettuce's publisher loses a failure that comes while another thread changes
 * its state, by asking for elements for instance, and its subscriber would wait for ever.
 */
final class FailureSignal<K, V, T> extends CommandWrapper<K, V, T> {
    private final ReactiveCaller<?> caller;

    FailureSignal(RedisCommand<K, V, T> command, ReactiveCaller<?> caller) {
        super(command);
        this.caller = caller;
    }

    /** Tells whether the command has a reactive caller that has not heard yet how it ended. */
    static boolean isAwaitedFor(RedisCommand<?, ?, ?> target) {
        return callerOf(target) != null;
    }

    /** Repeats the failure of a command to a reactive caller that has not heard of it. */
    static void repeat(RedisCommand<?, ?, ?> target, Throwable failure, CommandFacts facts, Dispatcher dispatcher) {
        ReactiveCaller<?> waiting = callerOf(target);
        if (waiting != null) {
            try {
                // a publisher with threads of its own may be about to tell it
                dispatcher.timer().after(GuardedRedisClient.TICK.toNanos(), () -> {
                    if (waiting.isWaiting()) {
                        dispatcher.executor().execute(() -> tell(waiting, failure, facts));
                    }
                });
            } catch (IllegalStateException ended) { // and the timer with the client
                tell(waiting, failure, facts);
            }
        }
    }

    private static void tell(ReactiveCaller<?> waiting, Throwable failure, CommandFacts facts) {
        try {
            waiting.fail(failure);
        } catch (Throwable thrown) {
            CallerFaults.report(facts, thrown);
        }
    }

    private static @Nullable ReactiveCaller<?> callerOf(RedisCommand<?, ?, ?> target) {
        FailureSignal<?, ?, ?> signal =
                target instanceof DemandAware.Sink ? CommandWrapper.unwrap(target, FailureSignal.class) : null;
        return signal != null && signal.caller.isWaiting() ? signal.caller : null;
    }
}
