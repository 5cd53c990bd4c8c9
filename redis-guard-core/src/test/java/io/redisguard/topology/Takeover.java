package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.RedisGuard;
import io.redisguard.recovery.Callers;
import io.redisguard.recovery.Calls;
import io.redisguard.recovery.Diary.Ending;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A failover under traffic, and what the callers have seen of it.
 *
 * @param what what was done
 * @param outcome what has become of all calls
 * @param working when the rate before it began to be measured
 * @param lost when it began
 * @param writable when the new primary took writes
 */
record Takeover(String what, Traffic.Outcome outcome, long working, long lost, long writable) {
    private static final Duration BEFORE = Duration.ofMillis(600);
    private static final Duration AFTER = Duration.ofSeconds(2);
    private static final Duration GOAL = Duration.ofSeconds(2);
    private static final Duration LONGEST_CALL = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL = 2_000_000;
    private static final double FORMER = 0.95;

    /** What is done to the servers; returns when they are in order, or on their way. */
    @FunctionalInterface
    interface Act {
        void run();
    }

    /**
     * Lets callers work, does something to their servers, and lets them work until it is over.
     *
     * @param heir finds the one that becomes the primary of the key
     * @param ownKey a key whose primary changes
     */
    static Takeover of(
            String what, RedisGuard guard, Servers servers, String ownKey, Supplier<RedisServer> heir, Act act)
            throws InterruptedException {
        try (Traffic traffic = Traffic.on(guard)) {
            Callers callers = traffic.callers();
            callers.workFor(BEFORE.dividedBy(2));
            long working = System.nanoTime();
            callers.workFor(BEFORE);
            long lost = System.nanoTime();
            CompletableFuture<Long> takenOver = CompletableFuture.supplyAsync(() -> writableSince(heir, ownKey));
            act.run();
            long writable = takenOver.join();
            callers.workFor(AFTER);
            servers.restore();
            callers.workFor(Duration.ofMillis(300));
            return new Takeover(what, traffic.stop(servers), working, lost, writable).print();
        }
    }

    /** Asks the heir to write until it does. */
    private static long writableSince(Supplier<RedisServer> heir, String key) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!writes(heir, key)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("Nobody has become the primary in time.");
            }
            LockSupport.parkNanos(POLL);
        }
        return System.nanoTime();
    }

    private static boolean writes(Supplier<RedisServer> heir, String key) {
        try {
            return "OK".equals(heir.get().execute("SET", key, key));
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    private Calls calls() {
        return outcome.calls();
    }

    /** Returns how long after the new primary took writes calls were answered as often as before. */
    Optional<Duration> formerRate() {
        return calls().rateReached(FORMER * Math.min(rateBefore(), rateAfter()), writable);
    }

    private double rateBefore() {
        return calls().rate(working, lost);
    }

    /** What the machine has to offer changes, too, where others use it. */
    private double rateAfter() {
        return calls().rate(writable + AFTER.dividedBy(2).toNanos(), writable + AFTER.toNanos());
    }

    private Takeover print() {
        System.out.printf(
                "%s: new primary writable after %d ms; %.0f calls/s before, %.0f after, back at %.0f %% after %s; %s%n",
                what,
                Duration.ofNanos(writable - lost).toMillis(),
                rateBefore(),
                rateAfter(),
                FORMER * 100,
                formerRate()
                        .map(Duration::toMillis)
                        .map(millis -> millis + " ms")
                        .orElse("never"),
                outcome);
        return this;
    }

    /** Fails when an increment was executed twice or against its word, a value was wrong, or a call took too long. */
    Takeover assertThatNoCallWasWronged() {
        assertThat(outcome.verdict())
                .returns(0, verdict -> verdict.open())
                .returns(0, verdict -> verdict.twice())
                .returns(0, verdict -> verdict.unsentButExecuted());
        assertThat(outcome.verdict().executed())
                .isLessThanOrEqualTo(
                        outcome.verdict().acknowledged() + outcome.verdict().unknown());
        assertThat(outcome.wrong()).isZero();
        assertThat(calls().count(Ending.UNEXPLAINED)).isZero();
        assertThat(outcome.longest()).isLessThan(LONGEST_CALL);
        return this;
    }

    /** Fails when an acknowledged increment is not there any more. */
    Takeover assertThatNothingWasLost() {
        assertThat(outcome.lost()).isZero();
        return this;
    }

    /** Fails when any call has failed. */
    Takeover assertThatNoCallFailed() {
        assertThat(calls().failed()).isZero();
        return this;
    }

    /** Fails when callers were not served as before soon after the new primary could. */
    Takeover assertThatItWasSoonOver() {
        assertThat(formerRate()).hasValueSatisfying(rate -> assertThat(rate).isLessThan(GOAL));
        return this;
    }
}
