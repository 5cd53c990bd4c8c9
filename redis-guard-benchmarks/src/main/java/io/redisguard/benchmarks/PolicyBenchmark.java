package io.redisguard.benchmarks;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.CallOutcome;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.Policy;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyStage;
import io.redisguard.policy.SlotDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the rules cost for calls that break none of them, without Lettuce and a server. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmark {
    private final CommandFacts get = CommandCatalog.facts("GET");
    private final CommandFacts set = CommandCatalog.facts("SET");
    private final CommandFacts mget = CommandCatalog.facts("MGET");
    private final CommandArguments key = new PlainArguments(List.of("user:1234567890:cart"));
    private final CommandArguments keyAndValue =
            new PlainArguments(List.of("user:1234567890:cart", "v".repeat(100), "EX", "60"));
    private final CommandArguments keys = new PlainArguments(tenKeys());

    private final PolicyStage stage = stage(0);
    private final PolicyStage withPatterns = stage(5);

    private static List<String> tenKeys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add("{user:1234567890}:" + i);
        }
        return keys;
    }

    private static PolicyStage stage(int patterns) {
        PolicyOptions.Builder options = PolicyOptions.builder().slots(SlotDemand.ONE_SLOT);
        for (int i = 0; i < patterns; i++) {
            options.keys(KeyPolicy.of("cache:" + i + ":*").expiring().build());
        }
        return new Policy(options.build(), System::nanoTime, new GuardEvents(null))
                .stage(ConnectionRole.SHARED, "server:6379");
    }

    private static PlainCall pass(PlainCall call, PolicyStage stage) {
        stage.enter(call);
        stage.settled(call, CallOutcome.SUCCESS);
        return call;
    }

    /** The call alone: to be subtracted from the others. */
    @Benchmark
    public PlainCall callAlone() {
        return new PlainCall(get, key);
    }

    /** GET. */
    @Benchmark
    public PlainCall get() {
        return pass(new PlainCall(get, key), stage);
    }

    /** The same, with five patterns for keys, none of which matches. */
    @Benchmark
    public PlainCall getWithPatterns() {
        return pass(new PlainCall(get, key), withPatterns);
    }

    /** SET of 100 bytes with an expiry. */
    @Benchmark
    public PlainCall set() {
        return pass(new PlainCall(set, keyAndValue), stage);
    }

    /** The same, with five patterns for keys, none of which matches. */
    @Benchmark
    public PlainCall setWithPatterns() {
        return pass(new PlainCall(set, keyAndValue), withPatterns);
    }

    /** MGET of ten keys. */
    @Benchmark
    public PlainCall mget() {
        return pass(new PlainCall(mget, keys), stage);
    }

    /** The same, with five patterns for keys, none of which matches. */
    @Benchmark
    public PlainCall mgetWithPatterns() {
        return pass(new PlainCall(mget, keys), withPatterns);
    }
}
