package io.redisguard.benchmarks;

import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ConnectionRole;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.CallOutcome;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.road.Road;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    private final Road road = Road.of(
            ConnectionRole.SHARED,
            ConnectionOptions.builder().build(),
            DeadlineOptions.builder().build());

    /** The call that the others make too: to be subtracted from them. */
    @Benchmark
    public CommandCall callAlone() {
        return new PlainCall(facts);
    }

    /** A call through all stages of a shared connection. */
    @Benchmark
    public CommandCall sharedRoad() {
        CommandCall call = new PlainCall(facts);
        road.enter(call);
        road.settled(call, CallOutcome.SUCCESS);
        road.leftWire(call);
        return call;
    }

    /** A call without arguments that matter, alone on its connection. */
    static final class PlainCall implements CommandCall {
        private final CommandFacts facts;
        long limitNanos;

        private PlainCall(CommandFacts facts) {
            this.facts = facts;
        }

        @Override
        public CommandFacts facts() {
            return facts;
        }

        @Override
        public ConnectionEffect effect() {
            return facts.effect();
        }

        @Override
        public @Nullable String subcommand() {
            return null;
        }

        @Override
        public long serverWaitNanos() {
            return 0;
        }

        @Override
        public long callerLimitNanos() {
            return 0;
        }

        @Override
        public boolean isQueuedByTransaction() {
            return false;
        }

        @Override
        public int inFlight() {
            return 1;
        }

        @Override
        public void limitTo(long nanos) {
            limitNanos = nanos;
        }
    }
}
