package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.DemandAware;
import io.lettuce.core.protocol.RedisCommand;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A second way to a reactive caller, for the failure of its call. Lettuce's publisher loses a failure that comes while
 * another thread changes its state, by asking for elements for instance, and its subscriber would wait for ever.
 */
final class FailureSignal<K, V, T> extends CommandWrapper<K, V, T> {
    private final Sinks.Empty<Void> failed = Sinks.unsafe().empty(); // by the one who ends the call

    private FailureSignal(RedisCommand<K, V, T> command) {
        super(command);
    }

    /** Returns what one of Lettuce's factories makes of commands, with the second way. */
    static <K, V, T, R> Flux<R> flux(
            Supplier<RedisCommand<K, V, T>> commands, Function<Supplier<RedisCommand<K, V, T>>, Flux<R>> lettuces) {
        Supplier<FailureSignal<K, V, T>> signals = signals(commands);
        return Flux.defer(() -> {
            FailureSignal<K, V, T> signal = signals.get();
            return lettuces.apply(() -> signal).takeUntilOther(signal.failure());
        });
    }

    /** As above. */
    static <K, V, T> Mono<T> mono(
            Supplier<RedisCommand<K, V, T>> commands, Function<Supplier<RedisCommand<K, V, T>>, Mono<T>> lettuces) {
        Supplier<FailureSignal<K, V, T>> signals = signals(commands);
        return Mono.defer(() -> {
            FailureSignal<K, V, T> signal = signals.get();
            return lettuces.apply(() -> signal).takeUntilOther(signal.failure());
        });
    }

    /** One for each subscriber; the first command is made at once, so that bad arguments are refused at once. */
    private static <K, V, T> Supplier<FailureSignal<K, V, T>> signals(Supplier<RedisCommand<K, V, T>> commands) {
        AtomicReference<RedisCommand<K, V, T>> first = new AtomicReference<>(commands.get());
        return () -> {
            RedisCommand<K, V, T> ready = first.getAndSet(null);
            return new FailureSignal<>(ready == null ? commands.get() : ready);
        };
    }

    private Publisher<Void> failure() {
        return failed.asMono();
    }

    /** Tells whether the command has a reactive caller that has not heard yet how it ended. */
    static boolean isAwaitedFor(RedisCommand<?, ?, ?> target) {
        FailureSignal<?, ?, ?> signal = of(target);
        return signal != null && signal.isAwaited();
    }

    /** Repeats the failure of a command to a reactive caller that has not heard of it. */
    static void repeat(RedisCommand<?, ?, ?> target, Throwable failure, Dispatcher dispatcher) {
        FailureSignal<?, ?, ?> signal = of(target);
        if (signal != null && signal.isAwaited()) {
            // a publisher with threads of its own may be about to tell it
            dispatcher.timer().after(GuardedRedisClient.TICK.toNanos(), () -> {
                if (signal.isAwaited()) {
                    dispatcher.executor().execute(() -> signal.failed.tryEmitError(failure));
                }
            });
        }
    }

    private static @Nullable FailureSignal<?, ?, ?> of(RedisCommand<?, ?, ?> target) {
        return target instanceof DemandAware.Sink ? CommandWrapper.unwrap(target, FailureSignal.class) : null;
    }

    private boolean isAwaited() {
        return failed.currentSubscriberCount() > 0;
    }
}
