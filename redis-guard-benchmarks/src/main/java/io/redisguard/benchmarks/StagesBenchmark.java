package io.redisguard.benchmarks;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.CallOutcome;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.Policy;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import java.util.List;
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
    private final CommandArguments key = new PlainArguments(List.of("user:1234567890:cart"));
    private final CommandRoad road = new Roads(
                    GuardObserver.of(ObserveOptions.builder().build(), null),
                    new Policy(PolicyOptions.builder().build(), System::nanoTime, new GuardEvents(null)),
                    DeadlineOptions.builder().build(),
                    new ResilienceOptions(
                            LinkOptions.builder().build(),
                            RetryOptions.builder().build(),
                            CircuitBreakerOptions.builder().build(),
                            BulkheadOptions.builder().build()),
                    new Random(1))
            .over(ConnectionRole.SHARED, new IdleLink());

    /** The call and its attempt that the others make too: to be subtracted from them. */
    @Benchmark
    public PlainCall callAlone() {
        return new PlainCall(facts, key);
    }

    /** A call and its attempt through all stages of a shared connection. */
    @Benchmark
    public PlainCall sharedRoad() {
        PlainCall call = new PlainCall(facts, key);
        road.enter(call);
        road.enter(call.attempt());
        road.leftWire(call.attempt());
        road.ended(call.attempt(), CallOutcome.SUCCESS);
        road.settled(call, CallOutcome.SUCCESS);
        return call;
    }
}
