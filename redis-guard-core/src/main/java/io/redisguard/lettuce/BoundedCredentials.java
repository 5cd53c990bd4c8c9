package io.redisguard.lettuce;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Asks the user's provider of credentials where it may take its time, and not for longer than a connection may take.
 * Lettuce asks on the event loop, and waits for as long as its handshake does. Thread-safe.
 */
final class BoundedCredentials implements RedisCredentialsProvider {
    private static final int THREADS = 32;
    private static final int MAX_WAITING = 1_000;
    private static final long IDLE_SECONDS = 5;

    /** Reactor logs what a provider throws that was given up, with its text, unless it finds this. */
    private static final Context WITHOUT_A_WORD =
            Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) dropped -> {});

    private final RedisCredentialsProvider users;
    private final Duration limit;
    private final ExecutorService threads;

    private BoundedCredentials(RedisCredentialsProvider users, Duration limit, ExecutorService threads) {
        this.users = users;
        this.limit = limit;
        this.threads = threads;
    }

    /** Returns threads to ask on; none runs before the first question, nor for long after the last one. */
    static ExecutorService threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("redis-guard-credentials", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Binds the provider of a URI, unless it is bound already or need not be asked. */
    static void bind(RedisURI uri, Duration connectTimeout, ExecutorService threads) {
        RedisCredentialsProvider users = uri.getCredentialsProvider();
        if (!(users instanceof ImmediateRedisCredentialsProvider) && !(users instanceof BoundedCredentials)) {
            uri.setCredentialsProvider(new BoundedCredentials(users, connectTimeout, threads));
        }
    }

    /** Tells whether asking for the credentials of a URI takes time. */
    static boolean areOf(RedisURI uri) {
        return uri.getCredentialsProvider() instanceof BoundedCredentials;
    }

    /**
     * The answer is told on the event loop that asks: a handshake that fails on another thread closes its channel, and
     * may be told of that before it has said why.
     */
    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        return Mono.fromFuture(() -> {
            EventExecutor loop = EventLoops.current();
            return loop == null ? ask() : ask().whenCompleteAsync((credentials, failure) -> {}, loop);
        });
    }

    private CompletableFuture<RedisCredentials> ask() {
        CompletableFuture<RedisCredentials> answer = new CompletableFuture<>();
        Disposable.Swap subscription = Disposables.swap();
        Future<?> asking;
        try {
            asking = threads.submit(() -> subscription.update(subscribe(answer)));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(NoCredentialsException.failed(e));
            return answer;
        }
        CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
            if (answer.completeExceptionally(NoCredentialsException.late(limit))) {
                asking.cancel(true); // it may be blocked still
                subscription.dispose();
            }
        });
        return answer;
    }

    /** An answer that comes too late, or a failure, is dropped without a word. */
    private Disposable subscribe(CompletableFuture<RedisCredentials> answer) {
        return Mono.defer(users::resolveCredentials)
                .subscribe(
                        answer::complete,
                        failure -> answer.completeExceptionally(NoCredentialsException.failed(failure)),
                        () -> answer.completeExceptionally(NoCredentialsException.none()),
                        WITHOUT_A_WORD);
    }

    @Override
    public boolean supportsStreaming() {
        return users.supportsStreaming();
    }

    @Override
    public Flux<RedisCredentials> credentials() {
        return Flux.defer(users::credentials).onErrorMap(NoCredentialsException::failed);
    }

    /** Tells nothing. */
    @Override
    public String toString() {
        return "BoundedCredentials[****]";
    }
}
