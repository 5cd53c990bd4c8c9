package io.redisguard.resilience;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.RepeatDenied.Reason;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.Repeat;
import io.redisguard.command.RepeatRules;
import io.redisguard.command.Repetition;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Decides what follows a failed attempt. A call is repeated only if that cannot apply it twice and cannot change the
 * order of writes; a call that was never sent waits for its link without using up anything. Resilience4j's
 * {@link Retry} counts the attempts and draws the pauses, by "full jitter" of the AWS Architecture Blog, "Exponential
 * Backoff And Jitter" (2015). Thread-safe.
 */
public final class RetryStage {
    /** More than a cluster that agrees with itself ever needs. */
    private static final int MOST_REDIRECTIONS = 5;

    private final ConnectionRole role;
    private final String server;
    private final RetryOptions options;
    private final RetryBudget budget;
    private final GuardEvents events;
    private final Retry retry;

    RetryStage(
            ConnectionRole role,
            String server,
            RetryOptions options,
            RetryBudget budget,
            RandomGenerator random,
            GuardEvents events) {
        this.role = role;
        this.server = server;
        this.options = options;
        this.budget = budget;
        this.events = events;
        long shortest = options.shortestPause().toMillis();
        long longest = options.longestPause().toMillis();
        this.retry = Retry.of(
                server,
                RetryConfig.custom()
                        .maxAttempts(options.maxAttempts())
                        .intervalFunction(attempt -> shortest + random.nextLong(longest - shortest + 1))
                        .build());
    }

    /** Returns the name under which the stage appears in documentation. */
    public String name() {
        return "retry";
    }

    /** See {@link io.redisguard.command.CommandRoad#afterFailure}. */
    public Repetition afterFailure(CommandAttempt attempt, CallOutcome outcome, Throwable failure) {
        CommandCall call = attempt.call();
        ServerRefusal refusal = attempt.refusal();
        if (refusal != null && refusal.isRedirection()) {
            return redirected(call, refusal);
        }
        if (role == ConnectionRole.EXCLUSIVE || call.isQueuedByTransaction()) {
            return Repetition.NONE; // what the connection knows of the call is lost with it
        }
        return switch (outcome) {
            case CONNECTION_LOST_BEFORE_SENDING, CONNECTION_LOST_AFTER_SENDING ->
                attempt.isSent() ? afterLoss(attempt, failure) : afterNoLink(attempt, failure);
            case SERVER_ERROR -> afterRefusal(attempt, failure);
            default -> Repetition.NONE;
        };
    }

    /** It was not executed, and there is one more right place for it: that is no repeat, and uses up nothing. */
    private Repetition redirected(CommandCall call, ServerRefusal by) {
        boolean isBound = role == ConnectionRole.EXCLUSIVE;
        boolean fits = call.remainingNanos() > call.serverWaitNanos(); // it waits the whole time again
        if (isBound || call.redirections() >= MOST_REDIRECTIONS || !fits) {
            return Repetition.NONE;
        }
        events.raise(() -> new GuardEvent.CallRedirected(server, call.facts().name(), by));
        return Repetition.REDIRECTED;
    }

    /** It was never sent, so any command can wait for the next link, if nothing that was sent later overtakes it. */
    private Repetition afterNoLink(CommandAttempt attempt, Throwable failure) {
        CommandCall call = attempt.call();
        if (!attempt.hasEntered() || !keepsOrder(call)) {
            return Repetition.NONE;
        }
        // one that had a connection for itself gets another one, for which nobody else waits
        return role == ConnectionRole.SHARED ? Repetition.WHEN_LINKED : afterPause(call, failure);
    }

    /** Nobody knows whether it was executed. What waits for the next thing to come would miss one: XREAD from `$`. */
    private Repetition afterLoss(CommandAttempt attempt, Throwable failure) {
        CommandCall call = attempt.call();
        if (attempt.hasPartOfReply() || call.serverWaitNanos() > 0 || !mayRunTwice(call)) {
            return Repetition.NONE;
        }
        boolean granted = nextPause(call, failure) >= 0 && isGranted(call, 0); // it waits for the link instead
        return granted ? repeats(call, Repetition.WHEN_LINKED) : Repetition.NONE;
    }

    /** The server has answered that it executed nothing. */
    private Repetition afterRefusal(CommandAttempt attempt, Throwable failure) {
        CommandCall call = attempt.call();
        ServerRefusal refusal = attempt.refusal();
        if (refusal == null || !RepeatRules.errorProvesNothingDone(call.facts()) || !keepsOrder(call)) {
            return Repetition.NONE;
        }
        return afterPause(call, failure);
    }

    private Repetition afterPause(CommandCall call, Throwable failure) {
        long pause = nextPause(call, failure);
        return pause >= 0 && isGranted(call, pause) ? repeats(call, Repetition.after(pause)) : Repetition.NONE;
    }

    private boolean mayRunTwice(CommandCall call) {
        return switch (repeatOf(call)) {
            case READ -> true;
            case WRITE -> mayComeLater(call);
            default -> false;
        };
    }

    /** Reads have no order; a write must not come after one that its caller made later. */
    private boolean keepsOrder(CommandCall call) {
        return mayComeLater(call) || repeatOf(call) == Repeat.READ;
    }

    private boolean mayComeLater(CommandCall call) {
        return switch (options.writes()) {
            case WHEN_CALLER_WAITS -> call.isCallerBlocked();
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    private static Repeat repeatOf(CommandCall call) {
        if (call.facts().repeat() != Repeat.BY_ARGUMENTS) {
            return call.facts().repeat();
        }
        try {
            return RepeatRules.of(call.facts(), call.arguments());
        } catch (RuntimeException cannotBeEncoded) {
            return Repeat.NEVER;
        }
    }

    /** Returns how long to pause, or -1 when the call had all its attempts. */
    private long nextPause(CommandCall call, Throwable failure) {
        Memory memory = call.remembered() instanceof Memory known ? known : new Memory(retry.asyncContext());
        call.remember(memory);
        memory.attempts++;
        long millis = memory.context.onError(failure);
        if (millis < 0) {
            denied(call, Reason.ATTEMPTS);
            return -1;
        }
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** The server takes the whole time again that it is asked to wait. */
    private boolean isGranted(CommandCall call, long pauseNanos) {
        if (pauseNanos >= call.remainingNanos() - call.serverWaitNanos()) {
            denied(call, Reason.DEADLINE);
            return false;
        }
        if (!budget.take()) {
            denied(call, Reason.BUDGET);
            return false;
        }
        return true;
    }

    private void denied(CommandCall call, Reason reason) {
        events.raise(() -> new GuardEvent.RepeatDenied(server, call.facts().name(), reason));
    }

    private Repetition repeats(CommandCall call, Repetition repetition) {
        int attempts = call.remembered() instanceof Memory memory ? memory.attempts : 1;
        events.raise(() -> new GuardEvent.CallRepeated(
                server, call.facts().name(), attempts, Duration.ofNanos(repetition.delayNanos())));
        return repetition;
    }

    /** What is kept with a call that has failed before. */
    private static final class Memory {
        private final Retry.AsyncContext<Object> context;
        private int attempts; // one thread after the other

        Memory(Retry.AsyncContext<Object> context) {
            this.context = context;
        }
    }
}
