package io.redisguard.connection;

import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a topology: who is who is asked, and those who take writes are connected to, within one limit. */
final class Starting {
    private static final Logger LOG = LoggerFactory.getLogger(Starting.class);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final LayoutSource source;
    private final Function<Layout, CompletableFuture<Layout>> adopt;
    private final BooleanSupplier closed;

    /**
     * Creates the start.
     *
     * @param adopt takes a layout for the present one
     * @param closed tells whether the guard has been closed meanwhile
     */
    Starting(
            GuardedRedisClient client,
            ConnectionOptions options,
            LayoutSource source,
            Function<Layout, CompletableFuture<Layout>> adopt,
            BooleanSupplier closed) {
        this.client = client;
        this.options = options;
        this.source = source;
        this.adopt = adopt;
        this.closed = closed;
    }

    /** See {@link Topology#start}. */
    void run() {
        CompletableFuture<?> starting =
                source.start().thenCompose(reached -> ask()).thenCompose(adopt).thenCompose(Starting::connected);
        try {
            starting.get(ConnectionSource.limitNanos(options.connectTimeout()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            failed(reason(e));
        } catch (TimeoutException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(
                    "Connecting to " + source.name() + " was interrupted. Nothing was sent.", e, false);
        }
    }

    /** Asks again while somebody may come who knows better. */
    private CompletableFuture<Layout> ask() {
        boolean last = source.isSettled();
        return source.ask()
                .handle(Answer::new)
                .thenCompose(
                        answer -> answer.layout != null || last || closed.getAsBoolean() ? answer.end() : afterPause());
    }

    private CompletableFuture<Layout> afterPause() {
        CompletableFuture<Void> pause = new CompletableFuture<>();
        client.schedule(PAUSE, () -> pause.complete(null));
        return pause.thenCompose(over -> ask());
    }

    /** Ends when the primaries have been tried; fails when none of them can be reached. */
    private static CompletableFuture<?> connected(Layout present) {
        return Answers.some(
                present.primaries().stream().map(Node::start).toList(),
                present.primaries().size());
    }

    private static @Nullable Throwable reason(ExecutionException failure) {
        Throwable reason = failure.getCause();
        while (reason instanceof CompletionException && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason;
    }

    private void failed(@Nullable Throwable reason) {
        ConnectFailedException failure = new ConnectFailedException(
                "No connection to " + source.name() + " (connect-timeout=" + Text.of(options.connectTimeout()) + "). "
                        + ConnectAdvice.on(reason),
                reason);
        if (options.startUp() == StartUp.FAIL_FAST) {
            throw failure;
        }
        LOG.warn(
                "Starting without a connection to {}, trying on in the background: {}",
                source.name(),
                failure.getMessage());
    }

    private record Answer(@Nullable Layout layout, @Nullable Throwable failure) {
        CompletableFuture<Layout> end() {
            return failure == null
                    ? CompletableFuture.completedFuture(layout)
                    : CompletableFuture.failedFuture(failure);
        }
    }
}
