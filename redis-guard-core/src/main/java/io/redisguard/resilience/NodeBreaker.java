package io.redisguard.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.CircuitOpenException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one node. Resilience4j's {@link CircuitBreaker} keeps its window and its states; it is fed one
 * verdict for each tick while it is closed. Any sign of life of an open node lets probes through at once; all of them
 * together decide. Thread-safe.
 */
final class NodeBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(NodeBreaker.class);

    /** How long a node that answers is left alone between two trials. */
    private static final long PAUSE_NANOS = 2 * NodeHealth.TICK_NANOS;

    private final String server;
    private final CircuitBreaker breaker;
    private final RoadTimer timer;
    private final long openNanos;
    private final int probes;
    private final int failurePercent;
    private final int ticks;
    private final GuardEvents events;
    private volatile boolean closed = true;
    private volatile boolean silent;
    private long phase; // guarded by this: number of the present half-open phase
    private long oldestPhase = 1; // guarded by this: the first one since the last decision
    private int admitted; // guarded by this: probes of the present phase that may still tell something
    private int goodProbes; // guarded by this: since the last decision
    private int badProbes; // guarded by this: of the present phase
    private long changedNanos; // guarded by this

    NodeBreaker(
            String server, CircuitBreakerOptions options, RoadTimer timer, RandomGenerator random, GuardEvents events) {
        this.server = server;
        this.timer = timer;
        this.openNanos = options.openFor().toNanos();
        this.probes = options.probes();
        this.failurePercent = options.failurePercent();
        this.events = events;
        long millis = options.openFor().toMillis();
        this.breaker = CircuitBreaker.of(
                server,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(options.ticks())
                        .minimumNumberOfCalls(options.ticks())
                        .failureRateThreshold(options.failurePercent())
                        .permittedNumberOfCallsInHalfOpenState(options.probes())
                        .waitIntervalFunctionInOpenState(attempt -> millis + random.nextLong(millis / 2 + 1))
                        .clock(new TimerClock(timer))
                        .build());
        this.ticks = options.ticks();
        if (options.mode() == BreakerMode.OFF) {
            breaker.transitionToDisabledState();
        } else {
            takeForWell();
        }
    }

    /** Fills the window with good ticks. While it filled up by and by, a good tick could open the breaker. */
    private void takeForWell() {
        for (int i = 0; i < ticks; i++) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    /** Tells whether attempts may pass without asking. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Lets a probe through, or stops the attempt.
     *
     * @throws CircuitOpenException when the node is given time, or tried out by others
     */
    void admit(CommandAttempt attempt) {
        CommandCall call = attempt.call();
        if (call.isQueuedByTransaction() || endsATransaction(call)) {
            return; // a transaction that has begun must not lose a part
        }
        Change change;
        boolean passes;
        synchronized (this) {
            BreakerState before = state();
            passes = !silent && breaker.tryAcquirePermission();
            change = changed(before);
            if (passes && change.to == BreakerState.HALF_OPEN) {
                attempt.probe(phase);
                admitted++;
            }
        }
        tell(change);
        if (!passes) {
            refuse(call, change.to);
        }
    }

    private static boolean endsATransaction(CommandCall call) {
        return call.effect() == ConnectionEffect.TRANSACTION
                && !call.facts().name().equals("MULTI")
                && !call.facts().name().equals("WATCH");
    }

    private void refuse(CommandCall call, BreakerState state) {
        String name = call.facts().name();
        events.raise(() -> new GuardEvent.CallRefused(server, name, GuardEvent.CallRefused.Guard.BREAKER));
        throw new CircuitOpenException(
                name + " was not sent: " + server
                        + " does not answer in time, or cannot serve, so the circuit breaker is "
                        + (state == BreakerState.OPEN ? "open." : "half open and has no probe left.")
                        + " It lets calls through as soon as there is a sign of life. See whether the server is loading,"
                        + " hanging or overloaded, and whether the network lets replies through.",
                server);
    }

    /** A probe of the given phase has ended. */
    void probeEnded(long ofPhase, CircuitBreakerStage.Verdict verdict) {
        Change change;
        synchronized (this) {
            BreakerState before = state();
            if (ofPhase < oldestPhase || before == BreakerState.CLOSED) {
                return;
            }
            if (verdict == CircuitBreakerStage.Verdict.GOOD) {
                goodProbes++;
            } else if (ofPhase == phase && before == BreakerState.HALF_OPEN) {
                if (verdict == CircuitBreakerStage.Verdict.BAD) {
                    badProbes++;
                } else {
                    breaker.releasePermission();
                    admitted--;
                }
            }
            if (before == BreakerState.OPEN && verdict == CircuitBreakerStage.Verdict.GOOD) {
                breaker.transitionToHalfOpenState();
            } else if (before == BreakerState.HALF_OPEN && goodProbes + badProbes >= probes) {
                decide();
            }
            change = changed(before);
        }
        tell(change);
    }

    /** Resilience4j would decide after as few probes as it needs ticks; the caller holds the lock. */
    private void decide() {
        if (badProbes * 100 < failurePercent * (goodProbes + badProbes)) {
            breaker.transitionToClosedState();
            takeForWell();
        } else {
            breaker.transitionToOpenState();
        }
        goodProbes = 0;
        badProbes = 0;
        oldestPhase = phase + 1;
    }

    /**
     * Tells whether attempts go unanswered and nothing comes in. Replies come in the order of their commands, so no
     * probe could get one before there is a sign of life.
     */
    void silent(boolean now) {
        silent = now;
    }

    /** Adds one verdict to the window; an open or half-open breaker does not need it. */
    void tick(boolean good) {
        Change change;
        synchronized (this) {
            BreakerState before = state();
            if (before != BreakerState.CLOSED) {
                endLongProbing(before);
            } else if (good) {
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            } else {
                breaker.onError(0, TimeUnit.NANOSECONDS, new BadTick());
            }
            change = changed(before);
        }
        tell(change);
    }

    /** Nothing has ended since the last tick. */
    void idleTick() {
        if (closed) {
            return;
        }
        Change change;
        synchronized (this) {
            BreakerState before = state();
            endLongProbing(before);
            change = changed(before);
        }
        tell(change);
    }

    /**
     * Probes that nobody hears of must not hold everybody up, nor callers who come too seldom to make up a full round.
     * Slow ones may still be answered, and count then. Where nobody has tried, nothing is known; the caller holds the
     * lock.
     */
    private void endLongProbing(BreakerState state) {
        boolean over = timer.nanoTime() - changedNanos > openNanos;
        if (state != BreakerState.HALF_OPEN || !over || admitted + goodProbes == 0) {
            return;
        }
        if (goodProbes + badProbes > 0) {
            decide();
        } else {
            breaker.transitionToOpenState();
        }
    }

    /** Bytes come in from the node: it is tried out again soon, however it fared before. */
    void speaks() {
        if (closed) {
            return;
        }
        synchronized (this) {
            if (timer.nanoTime() - changedNanos < PAUSE_NANOS) {
                return;
            }
        }
        lives();
    }

    /** The node has shown that it is there. */
    void lives() {
        if (closed) {
            return;
        }
        silent = false;
        Change change;
        synchronized (this) {
            BreakerState before = state();
            if (before == BreakerState.OPEN) {
                breaker.transitionToHalfOpenState();
            }
            change = changed(before);
        }
        tell(change);
    }

    BreakerState state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    }

    /** Notes what the last step has changed; the caller holds the lock. */
    private Change changed(BreakerState before) {
        BreakerState now = state();
        if (now != before) {
            closed = now == BreakerState.CLOSED;
            changedNanos = timer.nanoTime();
            if (now == BreakerState.HALF_OPEN) {
                phase++;
                admitted = 0;
            }
        }
        return new Change(before, now);
    }

    private void tell(Change change) {
        if (change.from == change.to) {
            return;
        }
        switch (change.to) {
            case OPEN -> opened(change.from);
            case CLOSED -> LOG.info("{} answers again.", server);
            case HALF_OPEN -> LOG.debug("{} is tried out.", server);
        }
        events.raise(() -> new GuardEvent.BreakerChanged(server, change.from, change.to));
    }

    /** Tried out in vain, again and again, it is still the same outage. */
    private void opened(BreakerState from) {
        if (from == BreakerState.CLOSED) {
            LOG.warn(
                    "{} does not answer in time, or cannot serve: calls are refused until there is a sign of life.",
                    server);
        } else {
            LOG.debug("{} is not well yet.", server);
        }
    }

    private record Change(BreakerState from, BreakerState to) {}

    /** What is counted for a bad tick; it is never thrown. */
    private static final class BadTick extends Exception {
        private static final long serialVersionUID = 1L;

        BadTick() {
            super("no answer", null, false, false);
        }
    }
}
