package io.redisguard.simulation;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.command.CommandArguments;
import io.redisguard.command.CommandCall;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.CommandFacts;
import io.redisguard.command.ConnectionEffect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call as a test wants it: {@code new PlainCall("SET", "k", "v").blocked()}. */
public final class PlainCall implements CommandCall {
    private final CommandFacts facts;
    private final List<String> arguments;
    private boolean blocked;
    private boolean queued;
    private boolean unreadable;
    private long serverWaitNanos;
    private long callerLimitNanos;
    private long attemptNanos;
    private long totalNanos;
    private long remainingNanos = Long.MAX_VALUE;
    private @Nullable Object memory;

    /** Creates a call of a command in upper case. */
    public PlainCall(String name, String... arguments) {
        this.facts = CommandCatalog.facts(name);
        this.arguments = List.of(arguments);
    }

    /** Lets its caller wait for it. */
    @CanIgnoreReturnValue
    public PlainCall blocked() {
        blocked = true;
        return this;
    }

    /** Makes it a member of a transaction. */
    @CanIgnoreReturnValue
    public PlainCall queued() {
        queued = true;
        return this;
    }

    /** Lets its arguments be such that no codec can encode them. */
    @CanIgnoreReturnValue
    public PlainCall unreadable() {
        unreadable = true;
        return this;
    }

    /** Lets it ask the server to wait. */
    @CanIgnoreReturnValue
    public PlainCall serverWait(long nanos) {
        serverWaitNanos = nanos;
        return this;
    }

    /** Sets the time limit that its caller gave it. */
    @CanIgnoreReturnValue
    public PlainCall callerLimit(long nanos) {
        callerLimitNanos = nanos;
        return this;
    }

    /** Returns how long each attempt may take, as it was told. */
    public long attemptNanos() {
        return attemptNanos;
    }

    /** Returns how long all attempts may take, as it was told. */
    public long totalNanos() {
        return totalNanos;
    }

    /** Sets how much time is left. */
    @CanIgnoreReturnValue
    public PlainCall remaining(long nanos) {
        remainingNanos = nanos;
        return this;
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
        return serverWaitNanos;
    }

    @Override
    public long callerLimitNanos() {
        return callerLimitNanos;
    }

    @Override
    public boolean isQueuedByTransaction() {
        return queued;
    }

    @Override
    public boolean isCallerBlocked() {
        return blocked;
    }

    @Override
    public CommandArguments arguments() {
        if (unreadable) {
            throw new IllegalStateException("cannot be encoded");
        }
        return new CommandArguments() {
            @Override
            public int count() {
                return arguments.size();
            }

            @Override
            public String word(int index) {
                int position = index < 0 ? arguments.size() + index : index;
                return position >= 0 && position < arguments.size() ? arguments.get(position) : "";
            }

            @Override
            public boolean same(int one, int other) {
                return one < arguments.size()
                        && other < arguments.size()
                        && arguments.get(one).equals(arguments.get(other));
            }
        };
    }

    @Override
    public void limitTo(long attempt, long total) {
        attemptNanos = attempt;
        totalNanos = total;
    }

    @Override
    public long remainingNanos() {
        return remainingNanos;
    }

    @Override
    public @Nullable Object remembered() {
        return memory;
    }

    @Override
    public void remember(Object remembered) {
        memory = remembered;
    }
}
