package io.redisguard.resilience;

import io.redisguard.command.AttemptStage;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Judges each attempt, and stops those for a node that does not serve. While the node is well an attempt costs one look
 * and one count; {@link NodeBreaker} makes a verdict of the counts now and then. Thread-safe.
 */
final class CircuitBreakerStage implements AttemptStage {
    private final NodeBreaker breaker;
    private final LongAdder good;
    private final LongAdder bad;
    private final LongAdder lost;

    CircuitBreakerStage(NodeBreaker breaker, LongAdder good, LongAdder bad, LongAdder lost) {
        this.breaker = breaker;
        this.good = good;
        this.bad = bad;
        this.lost = lost;
    }

    @Override
    public String name() {
        return "circuit breaker";
    }

    @Override
    public void enter(CommandAttempt attempt) {
        if (!breaker.isClosed()) {
            breaker.admit(attempt);
        }
    }

    @Override
    public void ended(CommandAttempt attempt, CallOutcome outcome) {
        Verdict verdict = outcome == CallOutcome.SUCCESS ? Verdict.GOOD : verdict(attempt, outcome);
        if (verdict == Verdict.GOOD) {
            good.increment();
        } else if (verdict == Verdict.BAD) {
            bad.increment();
        } else if (outcome == CallOutcome.CONNECTION_LOST_AFTER_SENDING) {
            lost.increment();
        }
        if (attempt.probe() != 0) {
            breaker.probeEnded(attempt.probe(), verdict);
        }
    }

    /** What is the caller's own doing says nothing about the node. */
    private static Verdict verdict(CommandAttempt attempt, CallOutcome outcome) {
        return switch (outcome) {
            case SUCCESS, CANNOT_DECODE -> Verdict.GOOD;
            case SERVER_ERROR -> doesNotServe(attempt.refusal()) ? Verdict.BAD : Verdict.GOOD;
            case DEADLINE_BEFORE_SENDING, DEADLINE_AFTER_SENDING ->
                // how little time a caller gives is his own choice; whether nothing comes at all, the link tells
                attempt.isSent() && attempt.call().callerLimitNanos() == 0 ? Verdict.BAD : Verdict.NONE;
            case CONNECTION_LOST_BEFORE_SENDING, CONNECTION_LOST_AFTER_SENDING ->
                // one loss takes thousands along; that calls wait, or fail at once, needs no breaker
                Verdict.NONE;
            case REJECTED, CANNOT_ENCODE, INTERRUPTED, CANCELLED, CLOSED -> Verdict.NONE;
        };
    }

    private static boolean doesNotServe(@Nullable ServerRefusal refusal) {
        return refusal == ServerRefusal.LOADING
                || refusal == ServerRefusal.CLUSTERDOWN
                || refusal == ServerRefusal.MASTERDOWN
                || refusal == ServerRefusal.MAX_CLIENTS;
    }

    /** What an attempt says about its node. */
    enum Verdict {
        /** It answers. */
        GOOD,
        /** It does not answer, or does not serve. */
        BAD,
        /** Nothing. */
        NONE
    }
}
