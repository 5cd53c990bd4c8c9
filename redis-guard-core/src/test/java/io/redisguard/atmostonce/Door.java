package io.redisguard.atmostonce;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One of the ways to issue the calls of a round: each is {@code INCR call:<n>} with a key of its own. */
@FunctionalInterface
interface Door {
    /** Issues all calls and returns when each caller has been told how its call ended. */
    void issue(Ledger ledger) throws InterruptedException;

    /** So many threads, each waiting for one call after the other. */
    static Door sync(RedisCommands<String, String> redis, int threads) {
        return ledger -> {
            AtomicInteger next = new AtomicInteger();
            ExecutorService callers = Executors.newFixedThreadPool(threads);
            for (int i = 0; i < threads; i++) {
                callers.execute(() -> {
                    for (int call = next.getAndIncrement(); call < ledger.calls(); call = next.getAndIncrement()) {
                        try {
                            redis.incr(ledger.key(call));
                            ledger.note(call, null);
                        } catch (RuntimeException e) {
                            ledger.note(call, e);
                        }
                    }
                });
            }
            callers.shutdown();
            callers.awaitTermination(10, TimeUnit.MINUTES);
        };
    }

    /** One thread that keeps so many calls under way, and cancels some of them at once. */
    static Door async(RedisAsyncCommands<String, String> redis, int window, int cancelEvery) {
        return ledger -> {
            Semaphore room = new Semaphore(window);
            CountDownLatch open = new CountDownLatch(ledger.calls());
            for (int i = 0; i < ledger.calls(); i++) {
                int call = i;
                room.acquire();
                RedisFuture<Long> future = redis.incr(ledger.key(call));
                CompletableFuture<?> unused = future.toCompletableFuture().whenComplete((value, failure) -> {
                    ledger.note(call, failure);
                    room.release();
                    open.countDown();
                });
                if (cancelEvery > 0 && call % cancelEvery == 0) {
                    future.cancel(true);
                }
            }
            open.await(1, TimeUnit.MINUTES);
        };
    }

    /** A stream of calls of which so many are under way. */
    static Door reactive(RedisReactiveCommands<String, String> redis, int window) {
        return ledger -> Flux.range(0, ledger.calls())
                .flatMap(
                        call -> redis.incr(ledger.key(call))
                                .doOnNext(value -> ledger.note(call, null))
                                .onErrorResume(failure -> {
                                    ledger.note(call, failure);
                                    return Mono.empty();
                                }),
                        window)
                .blockLast();
    }
}
