package io.redisguard.benchmarks;

import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ServerRefusal;
import org.jspecify.annotations.Nullable;

/** A call without arguments that matter, with its one attempt. */
final class PlainCall implements CommandCall {
    private final CommandFacts facts;
    private final Attempt attempt = new Attempt();
    private long attemptNanos;
    private long totalNanos;

    PlainCall(CommandFacts facts) {
        this.facts = facts;
    }

    CommandAttempt attempt() {
        return attempt;
    }

    @Override
    public CommandFacts facts() {
        return facts;
    }

    @Override
    public ConnectionEffect effect() {
        return ConnectionEffect.NONE;
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
    public boolean isCallerBlocked() {
        return true;
    }

    @Override
    public CommandArguments arguments() {
        throw new UnsupportedOperationException("a call that succeeds is not looked at");
    }

    @Override
    public void limitTo(long attemptLimit, long totalLimit) {
        attemptNanos = attemptLimit;
        totalNanos = totalLimit;
    }

    @Override
    public long remainingNanos() {
        return Math.max(attemptNanos, totalNanos);
    }

    @Override
    public @Nullable Object remembered() {
        return null;
    }

    @Override
    public void remember(Object memory) {}

    private final class Attempt implements CommandAttempt {
        private long probe;

        @Override
        public CommandCall call() {
            return PlainCall.this;
        }

        @Override
        public boolean isSent() {
            return true;
        }

        @Override
        public boolean hasEntered() {
            return true;
        }

        @Override
        public boolean hasPartOfReply() {
            return false;
        }

        @Override
        public @Nullable ServerRefusal refusal() {
            return null;
        }

        @Override
        public long probe() {
            return probe;
        }

        @Override
        public void probe(long mark) {
            probe = mark;
        }
    }
}
