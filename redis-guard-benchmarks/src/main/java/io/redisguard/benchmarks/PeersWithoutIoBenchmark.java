package io.redisguard.benchmarks;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.retry.Retry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What Resilience4j costs by itself for a call that succeeds at once. All threads share its breakers and its retry. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PeersWithoutIoBenchmark {
    private static final int CALLS = 100;
    private static final int SECONDS = 10;

    private final CircuitBreaker countBased = breaker(SlidingWindowType.COUNT_BASED, CALLS);
    private final CircuitBreaker timeBased = breaker(SlidingWindowType.TIME_BASED, SECONDS);
    private final Retry retry = Retry.ofDefaults("retry");
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final CompletionStage<String> reply = CompletableFuture.completedStage("reply");

    private final Supplier<String> supplier =
            Retry.decorateSupplier(retry, CircuitBreaker.decorateSupplier(countBased, () -> "reply"));
    private final Supplier<CompletionStage<String>> stage = Retry.decorateCompletionStage(
            retry, scheduler, CircuitBreaker.decorateCompletionStage(countBased, () -> reply));

    private static CircuitBreaker breaker(SlidingWindowType type, int window) {
        return CircuitBreaker.of(
                type.name(),
                CircuitBreakerConfig.custom()
                        .slidingWindowType(type)
                        .slidingWindowSize(window)
                        .build());
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        scheduler.shutdown();
    }

    /** A breaker over the last calls, asked and told by hand. */
    @Benchmark
    public boolean countBasedBreaker() {
        return pass(countBased);
    }

    /** A breaker over the last seconds, asked and told by hand. */
    @Benchmark
    public boolean timeBasedBreaker() {
        return pass(timeBased);
    }

    private static boolean pass(CircuitBreaker breaker) {
        boolean permitted = breaker.tryAcquirePermission();
        breaker.onSuccess(1_000, TimeUnit.NANOSECONDS);
        return permitted;
    }

    /** A retry around a count based breaker around a supplier. */
    @Benchmark
    public String supplierWithRetryAndBreaker() {
        return supplier.get();
    }

    /** A retry around a count based breaker around a stage that is complete already. */
    @Benchmark
    public CompletionStage<String> stageWithRetryAndBreaker() {
        return stage.get();
    }
}
