package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.redisguard.PickyCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.error.GuardFailure;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One call of a caller, what became of it, and what may have. */
final class SimulatedCall {
    /** Commands that the catalogue treats in different ways. */
    static final List<CommandType> COMMANDS =
            List.of(CommandType.GET, CommandType.SET, CommandType.INCR, CommandType.LRANGE, CommandType.EVAL);

    private static final int MOST_ATTEMPTS = 3;
    private static final RedisCodec<String, String> CODEC = new PickyCodec();

    private volatile Runnable whileEncoding = () -> {};

    private final CommandType type;
    private final String key;
    private final boolean repeatable;
    private final AsyncCommand<String, String, ?> command;
    private final long allowedNanos;
    private final long startedNanos;
    private volatile @Nullable Call<?, ?, ?> call;
    private volatile long endedNanos;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Object value;
    private volatile boolean cancelled;
    private volatile boolean interrupted;
    private long askAgainNanos = Long.MAX_VALUE;

    /** Creates a call that was not made yet; the value matters to SET only. */
    SimulatedCall(
            CommandType type,
            int number,
            String value,
            boolean mayRepeatWrites,
            long allowedNanos,
            LongSupplier clock) {
        this.type = type;
        this.key = Integer.toString(number);
        this.repeatable =
                type == CommandType.GET || type == CommandType.LRANGE || (type == CommandType.SET && mayRepeatWrites);
        this.command = new AsyncCommand<>(encoding(type, key, value));
        this.allowedNanos = allowedNanos;
        this.startedNanos = clock.getAsLong();
        CompletableFuture<?> unused = command.whenComplete((reply, thrown) -> {
            endedNanos = clock.getAsLong();
            this.value = reply;
            this.failure = thrown;
        });
    }

    private Command<String, String, Object> encoding(CommandType command, String ofKey, String ofValue) {
        return new Command<>(command, output(command), arguments(command, ofKey, ofValue)) {
            @Override
            public void encode(ByteBuf buffer) {
                super.encode(buffer);
                whileEncoding.run();
            }
        };
    }

    /** Sets what others do while the command is being encoded. */
    void whileEncoding(Runnable others) {
        whileEncoding = others;
    }

    private static CommandArgs<String, String> arguments(CommandType type, String key, String value) {
        CommandArgs<String, String> args = new CommandArgs<>(CODEC);
        return switch (type) {
            case SET -> args.addKey(key).addValue(value);
            case LRANGE -> args.addKey(key).add(0).add(-1);
            case EVAL -> args.add("return 1").add(1).addKey(key);
            default -> args.addKey(key);
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // each command has the output of its reply
    private static CommandOutput<String, String, Object> output(CommandType type) {
        CommandOutput output = switch (type) {
            case SET -> new StatusOutput<>(CODEC);
            case INCR -> new IntegerOutput<>(CODEC);
            case LRANGE -> new ValueListOutput<>(CODEC);
            default -> new ValueOutput<>(CODEC);
        };
        return output;
    }

    AsyncCommand<String, String, ?> command() {
        return command;
    }

    boolean isDone() {
        return command.isDone();
    }

    /** Lets its caller lose interest. */
    void cancel() {
        cancelled = true;
        command.cancel(true);
    }

    /** Makes the call on the current thread, which is going to wait for it. */
    void makeBlocked(GuardedConnection<String, String> connection, long limitNanos, long now) {
        BlockedCaller caller = BlockedCaller.begin(type.name());
        Call<?, ?, ?> made;
        try {
            connection.dispatch(command, CallerWishes.NONE.within(limitNanos));
        } finally {
            made = caller.end();
        }
        call = made;
        if (made != null) {
            askAgainNanos = now + made.attemptNanos();
        }
    }

    boolean isBlocked() {
        return call != null;
    }

    /** Returns when its blocked caller looks at the clock again. */
    long askAgainNanos() {
        return askAgainNanos;
    }

    /** Lets its blocked caller look at the clock; returns what is wrong, or {@code null}. */
    @CanIgnoreReturnValue
    @Nullable
    String ask(long now) {
        Call<?, ?, ?> waitedFor = call;
        if (waitedFor == null || isDone()) {
            return null;
        }
        long left = waitedFor.expireWhenDue();
        askAgainNanos = left > 0 ? now + left : Long.MAX_VALUE;
        return left == 0 && !isDone() ? this + " is over, but nobody tells its caller" : null;
    }

    /** Interrupts its blocked caller. */
    void interrupt() {
        Call<?, ?, ?> waitedFor = call;
        if (waitedFor != null) {
            interrupted = true;
            waitedFor.interrupt(new InterruptedException());
        }
    }

    /** Returns what is wrong with how the call has ended, or {@code null}. */
    @Nullable
    String verdict(ModelServer server, long lateNanos) {
        Throwable thrown = failure;
        int executed = server.executed(key);
        if (!isDone()) {
            return this + " never ended";
        }
        if (endedNanos - startedNanos > allowedNanos + lateNanos) {
            return this + " took " + (endedNanos - startedNanos) + " ns of " + allowedNanos;
        }
        if (server.received(key) > MOST_ATTEMPTS) {
            return this + " was sent " + server.received(key) + " times";
        }
        if (executed > 1 && !repeatable) {
            return this + " was executed " + executed + " times";
        }
        if (thrown == null) {
            boolean itsOwn = type == CommandType.SET
                    || ModelServer.value(type.name(), key).equals(value);
            return executed > 0 && itsOwn ? null : this + " executed " + executed + " times, got " + value;
        }
        if (thrown instanceof GuardFailure failed) {
            if (!failed.wasSent() && executed > 0) {
                return this + " was executed, but reported as not sent: " + thrown;
            }
            return null;
        }
        boolean known = thrown instanceof RedisCommandExecutionException
                || (thrown instanceof CancellationException && cancelled);
        return known ? null : this + " ended with " + thrown;
    }

    @Override
    public String toString() {
        return type + " " + key + (isBlocked() ? " (blocked)" : "") + (cancelled ? " (cancelled)" : "")
                + (interrupted ? " (interrupted)" : "");
    }
}
