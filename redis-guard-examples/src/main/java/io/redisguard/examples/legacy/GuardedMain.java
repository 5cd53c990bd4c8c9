package io.redisguard.examples.legacy;

import io.redisguard.RedisGuard;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyReport;
import io.redisguard.test.RedisServer;
import java.util.List;

/**
 * The shop of {@link PlainMain} behind redis-guard, with nothing changed but how its connection is made. At first it is
 * only observed, and the report tells what to mend; then the defaults hold. Needs no server: it starts one.
 */
public final class GuardedMain {
    /** What only the application knows: keys of its cache must expire. */
    private static final KeyPolicy CACHE = KeyPolicy.of("cache:*").expiring().build();

    /** Nothing is refused, everything is reported. */
    static final PolicyOptions OBSERVED =
            PolicyOptions.builder().everyRule(PolicyMode.OBSERVE).keys(CACHE).build();

    /** What is dangerous is refused. */
    static final PolicyOptions DEFAULTS = PolicyOptions.builder().keys(CACHE).build();

    private GuardedMain() {}

    /**
     * What came of a day.
     *
     * @param jobs a line for each
     * @param report which rules were broken
     */
    record Day(List<String> jobs, PolicyReport report) {}

    /** Runs two days of the shop, and prints them. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (RedisServer server = RedisServer.start()) {
            System.out.println("Observed: the shop runs as before.\n");
            Day observed = run(server.uri(), OBSERVED);
            observed.jobs().forEach(System.out::println);
            System.out.println(
                    "\nThe report: what to mend.\n\n" + observed.report().toText());
            System.out.println("With the defaults: what must be mended fails.\n");
            run(server.uri(), DEFAULTS).jobs().forEach(System.out::println);
        }
    }

    static Day run(String uri, PolicyOptions policy) {
        try (RedisGuard guard =
                RedisGuard.builder().uri(uri + Shop.DATABASE).policy(policy).build()) {
            List<String> jobs = new Shop(guard.commands().connection()).day();
            return new Day(jobs, guard.policyReport());
        }
    }
}
