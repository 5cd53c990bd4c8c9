package io.redisguard.benchmarks;

import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.CallOutcome;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the stages of the road cost for a call that succeeds, without Lettuce and a server. All threads share them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StagesBenchmark {
    private final CommandFacts facts = CommandCatalog.facts("GET");
    private final CommandRoad road = new Roads(
                    DeadlineOptions.builder().build(),
                    new ResilienceOptions(
                            LinkOptions.builder().build(),
                            RetryOptions.builder().build(),
                            CircuitBreakerOptions.builder().build(),
                            BulkheadOptions.builder().build()),
                    new Random(1),
                    null)
            .over(ConnectionRole.SHARED, new IdleLink());

    /** The call and its attempt that the others make too: to be subtracted from them. */
    @Benchmark
    public PlainCall callAlone() {
        return new PlainCall(facts);
    }

    /** A call and its attempt through all stages of a shared connection. */
    @Benchmark
    public PlainCall sharedRoad() {
        PlainCall call = new PlainCall(facts);
        road.enter(call);
        road.enter(call.attempt());
        road.leftWire(call.attempt());
        road.ended(call.attempt(), CallOutcome.SUCCESS);
        road.settled(call, CallOutcome.SUCCESS);
        return call;
    }
}
