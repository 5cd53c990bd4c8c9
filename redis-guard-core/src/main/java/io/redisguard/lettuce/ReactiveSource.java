package io.redisguard.lettuce;

import io.lettuce.core.protocol.RedisCommand;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives each subscriber a command of its own and what Lettuce makes of it, with a {@link ReactiveCaller} in between.
 * Thread-safe.
 *
 * @param <R> what the subscribers get
 */
final class ReactiveSource<K, V, T, R> {
    private final Supplier<RedisCommand<K, V, T>> commands;
    private final Function<Supplier<RedisCommand<K, V, T>>, ? extends Publisher<R>> lettuces;
    private final AtomicReference<@Nullable RedisCommand<K, V, T>> first;

    private ReactiveSource(
            Supplier<RedisCommand<K, V, T>> commands,
            Function<Supplier<RedisCommand<K, V, T>>, ? extends Publisher<R>> lettuces) {
        this.commands = commands;
        this.lettuces = lettuces;
        this.first = new AtomicReference<>(commands.get()); // bad arguments are refused at once
    }

    static <K, V, T, R> Flux<R> flux(
            Supplier<RedisCommand<K, V, T>> commands, Function<Supplier<RedisCommand<K, V, T>>, Flux<R>> lettuces) {
        return FluxOfCalls.of(new ReactiveSource<>(commands, lettuces));
    }

    static <K, V, T> Mono<T> mono(
            Supplier<RedisCommand<K, V, T>> commands, Function<Supplier<RedisCommand<K, V, T>>, Mono<T>> lettuces) {
        return MonoOfCalls.of(new ReactiveSource<>(commands, lettuces));
    }

    private void subscribe(CoreSubscriber<? super R> subscriber) {
        ReactiveCaller<R> caller = new ReactiveCaller<>(subscriber);
        RedisCommand<K, V, T> ready = first.getAndSet(null);
        RedisCommand<K, V, T> command = new FailureSignal<>(ready == null ? commands.get() : ready, caller);
        lettuces.apply(() -> command).subscribe(caller);
    }

    private static final class FluxOfCalls<R> extends Flux<R> {
        private final ReactiveSource<?, ?, ?, R> source;

        private FluxOfCalls(ReactiveSource<?, ?, ?, R> source) {
            this.source = source;
        }

        static <R> Flux<R> of(ReactiveSource<?, ?, ?, R> source) {
            return onAssembly(new FluxOfCalls<>(source));
        }

        @Override
        public void subscribe(CoreSubscriber<? super R> subscriber) {
            source.subscribe(subscriber);
        }
    }

    private static final class MonoOfCalls<R> extends Mono<R> {
        private final ReactiveSource<?, ?, ?, R> source;

        private MonoOfCalls(ReactiveSource<?, ?, ?, R> source) {
            this.source = source;
        }

        static <R> Mono<R> of(ReactiveSource<?, ?, ?, R> source) {
            return onAssembly(new MonoOfCalls<>(source));
        }

        @Override
        public void subscribe(CoreSubscriber<? super R> subscriber) {
            source.subscribe(subscriber);
        }
    }
}
