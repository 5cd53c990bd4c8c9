package io.redisguard.topology;

import io.redisguard.RedisGuard;
import io.redisguard.recovery.Callers;
import io.redisguard.test.DeterministicRandom;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rounds of traffic under random faults, on the same guard; after each of them the servers are repaired, and all that
 * callers were told is held against what the servers have.
 */
final class Soak {
    private static final int ROUNDS_TO_KEEP = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MANY_SLOTS = 100;

    private final Servers servers;
    private final DeterministicRandom random;
    private final List<String> problems = new ArrayList<>();
    private int rounds;
    private int faults;
    private long calls;
    private long failed;
    private long lost;
    private Duration longest = Duration.ZERO;

    Soak(Servers servers, DeterministicRandom random) {
        this.servers = servers;
        this.random = random;
    }

    /** Goes on for this time, and returns what was wrong. */
    List<String> run(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        try (Proxies proxies = new Proxies(servers.all());
                RedisGuard guard =
                        servers.guard().clientResources(proxies.resources()).build()) {
            do {
                round(guard, proxies);
            } while (System.nanoTime() - end < 0);
        }
        System.out.println(this);
        return problems;
    }

    private void round(RedisGuard guard, Proxies proxies) throws InterruptedException {
        List<Fault> done = new ArrayList<>();
        try (Traffic traffic = Traffic.on(guard)) {
            Callers callers = traffic.callers();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                callers.workFor(Duration.ofMillis(random.nextInt(300)));
                Fault fault = faultsOfThisShape()
                        .get(random.nextInt(faultsOfThisShape().size()));
                done.add(fault);
                fault(fault, proxies);
                callers.workFor(Duration.ofMillis(random.nextInt(1_000)));
            }
            servers.all().forEach(server -> proxies.of(server).heal());
            servers.restore();
            long answered = callers.answered();
            if (!callers.workUntil(PATIENCE, () -> callers.answered() > answered + 100 * Traffic.CALLERS)) {
                problems.add("round " + rounds + " " + done + ": callers were not served again within " + PATIENCE);
            }
            judge(traffic.stop(servers), done);
        }
        rounds++;
        if (rounds % ROUNDS_TO_KEEP == 0) {
            empty();
        }
    }

    /** What all rounds leave together would take replicas longer and longer to copy. */
    private void empty() {
        try (Truth truth = Truth.of(servers)) {
            truth.redis().flushall();
        }
    }

    private void judge(Traffic.Outcome outcome, List<Fault> done) {
        calls += outcome.calls().count();
        failed += outcome.calls().failed();
        lost += outcome.lost();
        longest = longest.compareTo(outcome.longest()) > 0 ? longest : outcome.longest();
        boolean mayLose = servers.shape() != Shape.STANDALONE && done.stream().anyMatch(fault -> fault.mayLose);
        boolean wronged = outcome.verdict().twice() > 0
                || outcome.verdict().unsentButExecuted() > 0
                || outcome.verdict().open() > 0
                || outcome.wrong() > 0
                || (outcome.lost() > 0 && !mayLose)
                || outcome.longest().compareTo(DEADLINE.plus(SLACK)) > 0;
        if (wronged) {
            problems.add("round " + rounds + " " + done + ": " + outcome);
        }
    }

    // ---- faults ------------------------------------------------------------------------------------------------

    /** What can go wrong; some things lose what was acknowledged, whatever the client does. */
    private enum Fault {
        RESET(false),
        BLACK_HOLE(false),
        DELAY(false),
        SHORT_PAUSE(false),
        PAUSE(true),
        KILL(true),
        FAILOVER(true),
        MIGRATION(false);

        private final boolean mayLose;

        Fault(boolean mayLose) {
            this.mayLose = mayLose;
        }
    }

    private List<Fault> faultsOfThisShape() {
        return switch (servers.shape()) {
            case STANDALONE ->
                List.of(Fault.RESET, Fault.BLACK_HOLE, Fault.DELAY, Fault.SHORT_PAUSE, Fault.PAUSE, Fault.KILL);
            case REPLICATED, SENTINEL ->
                List.of(
                        Fault.RESET,
                        Fault.BLACK_HOLE,
                        Fault.DELAY,
                        Fault.SHORT_PAUSE,
                        Fault.PAUSE,
                        Fault.KILL,
                        Fault.FAILOVER);
            case CLUSTER -> List.of(Fault.values());
        };
    }

    private void fault(Fault fault, Proxies proxies) {
        RedisServer victim = random.nextBoolean()
                ? servers.primaryOf("soak:" + random.nextInt(100))
                : servers.all().get(random.nextInt(servers.all().size()));
        if (servers.all().stream().anyMatch(server -> server.isPaused() || !server.isRunning())) {
            servers.restore();
        }
        switch (fault) {
            case RESET -> proxies.of(victim).reset();
            case BLACK_HOLE -> proxies.of(victim).blackHole();
            case DELAY -> proxies.of(victim).delayReplies(Duration.ofMillis(random.nextInt(100)));
            case SHORT_PAUSE -> {
                victim.pause();
                victim.resume();
            }
            case PAUSE -> victim.pause();
            case KILL -> victim.kill();
            case FAILOVER -> servers.failOver();
            case MIGRATION -> servers.moveSlots(random.nextInt(16_384 - MANY_SLOTS), MANY_SLOTS);
        }
        faults++;
    }

    /** Names what was done and seen. */
    @Override
    public String toString() {
        return "soak, %s, %s: %d rounds, %d faults, %d calls, %d failed, %d acknowledged increments lost by failovers, longest call %d ms; %s"
                .formatted(
                        servers.shape(),
                        random,
                        rounds,
                        faults,
                        calls,
                        failed,
                        lost,
                        longest.toMillis(),
                        problems.isEmpty() ? "nothing was wrong" : "WRONG: " + problems);
    }
}
