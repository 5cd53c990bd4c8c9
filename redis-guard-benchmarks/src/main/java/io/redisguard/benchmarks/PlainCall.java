package io.redisguard.benchmarks;

import io.redisguard.command.CallerWishes;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import io.redisguard.command.ServerRefusal;
import org.jspecify.annotations.Nullable;

/** A call with its one attempt. */
final class PlainCall implements CommandCall {
    private static final long REQUEST_BYTES = 30;
    private static final long REPLY_BYTES = 10;

    private final CommandFacts facts;
    private final CommandArguments arguments;
    private final Attempt attempt = new Attempt();
    private final long startedNanos = System.nanoTime();
    private long attemptNanos;
    private long totalNanos;
    private @Nullable Object observation;

    PlainCall(CommandFacts facts, CommandArguments arguments) {
        this.facts = facts;
        this.arguments = arguments;
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
    public long serverWaitNanos() {
        return 0;
    }

    @Override
    public CallerWishes wishes() {
        return CallerWishes.NONE;
    }

    @Override
    public @Nullable RuntimeException refusal() {
        return null;
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
        return arguments;
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

    @Override
    public @Nullable Object observation() {
        return observation;
    }

    @Override
    public void observeWith(Object kept) {
        observation = kept;
    }

    @Override
    public @Nullable String place() {
        return null;
    }

    @Override
    public void comesFrom(String place) {}

    @Override
    public long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public long requestBytes() {
        return REQUEST_BYTES;
    }

    @Override
    public long replyBytes() {
        return REPLY_BYTES;
    }

    @Override
    public int replyElements() {
        return 1;
    }

    @Override
    public int redirections() {
        return 0;
    }

    @Override
    public @Nullable String errorCode() {
        return null;
    }

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
