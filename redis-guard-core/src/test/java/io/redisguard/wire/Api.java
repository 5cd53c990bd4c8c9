package io.redisguard.wire;

import io.lettuce.core.RedisCommandExecutionException;
import io.redisguard.GuardedCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The three ways to call a command. None waits longer than the deadline and {@link #PATIENCE}. */
enum Api {
    SYNC {
        @Override
        Ending call(Exchange exchange, GuardedCommands<String, String> commands) {
            try {
                return Ending.value(exchange.sync(commands.sync()));
            } catch (RuntimeException failure) {
                return Ending.failure(failure, List.of());
            }
        }
    },
    ASYNC {
        @Override
        Ending call(Exchange exchange, GuardedCommands<String, String> commands) {
            CompletableFuture<?> call = exchange.async(commands.async()).toCompletableFuture();
            return Ending.of(call.thenApply(Collections::singletonList), List.of());
        }
    },
    REACTIVE {
        @Override
        Ending call(Exchange exchange, GuardedCommands<String, String> commands) {
            List<Object> seen = Collections.synchronizedList(new ArrayList<>());
            return Ending.of(
                    Flux.from(exchange.reactive(commands.reactive()))
                            .doOnNext(seen::add)
                            .then(Mono.just(seen))
                            .toFuture(),
                    seen);
        }
    };

    /** How much later than its deadline a call may end on a busy machine. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    /** The longest time that a call with the deadline of {@link ScriptedGuard} may take. */
    static final Duration LONGEST = ScriptedGuard.DEADLINE.plus(PATIENCE);

    abstract Ending call(Exchange exchange, GuardedCommands<String, String> commands);

    /** Returns what this way of calling brings when all goes well. */
    List<?> expected(Exchange exchange) {
        return this == REACTIVE ? exchange.elements() : Collections.singletonList(exchange.value());
    }

    /** How a call ended: what it brought, and what it failed with. An error of the server counts as a value. */
    record Ending(List<?> values, @Nullable Throwable failure) {

        static Ending value(@Nullable Object value) {
            return new Ending(Collections.singletonList(value), null);
        }

        static Ending failure(Throwable failure, List<?> seenBefore) {
            return failure instanceof RedisCommandExecutionException error
                    ? value(error.getMessage())
                    : new Ending(seenBefore, failure);
        }

        /** Waits for the end of a call with the deadline of {@link ScriptedGuard}. */
        static Ending of(Future<? extends List<?>> call, List<?> seenBefore) {
            return of(call, seenBefore, LONGEST);
        }

        /** Waits for the end. */
        static Ending of(Future<? extends List<?>> call, List<?> seenBefore, Duration longest) {
            try {
                return new Ending(call.get(longest.toMillis(), TimeUnit.MILLISECONDS), null);
            } catch (ExecutionException e) {
                return failure(Objects.requireNonNull(e.getCause()), seenBefore);
            } catch (CancellationException e) {
                return failure(e, seenBefore);
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("The call did not end.", e);
            }
        }
    }
}
