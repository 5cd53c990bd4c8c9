package io.redisguard.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.CommandStage;
import io.redisguard.error.CallOutcome;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs a call that succeeds to be observed. All threads share the stage and its meters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObserveBenchmark {
    /** So long that a thread which waits for a processor makes no call slow. */
    private static final Duration SLOW = Duration.ofDays(1);

    private final CommandFacts facts = CommandCatalog.facts("GET");
    private final CommandArguments key = new PlainArguments(List.of("user:1234567890:cart"));
    private final CommandStage off =
            stage(ObserveOptions.builder().slowCall(Duration.ZERO).build());
    private final CommandStage slowCallsOnly =
            stage(ObserveOptions.builder().slowCall(SLOW).build());
    private final CommandStage simple = counting(new SimpleMeterRegistry());
    private final CommandStage prometheus = counting(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

    private static CommandStage counting(MeterRegistry registry) {
        return stage(ObserveOptions.builder().meters(registry).slowCall(SLOW).build());
    }

    private static CommandStage stage(ObserveOptions options) {
        return GuardObserver.of(options, null).stage("localhost:6379", System::nanoTime);
    }

    private PlainCall observed(CommandStage stage) {
        PlainCall call = new PlainCall(facts, key);
        stage.enter(call);
        stage.settled(call, CallOutcome.SUCCESS);
        return call;
    }

    /** The call that the others make too: to be subtracted from them. */
    @Benchmark
    public PlainCall callAlone() {
        return new PlainCall(facts, key);
    }

    /** With everything switched off. */
    @Benchmark
    public PlainCall off() {
        return observed(off);
    }

    /** With no registry, as by default: the clock is read once, to see whether the call was slow. */
    @Benchmark
    public PlainCall slowCallsOnly() {
        return observed(slowCallsOnly);
    }

    /** With Micrometer's registry that only keeps numbers. */
    @Benchmark
    public PlainCall simpleRegistry() {
        return observed(simple);
    }

    /** With the registry of Prometheus. */
    @Benchmark
    public PlainCall prometheusRegistry() {
        return observed(prometheus);
    }
}
