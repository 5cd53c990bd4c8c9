package io.redisguard.lettuce;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.RedisProtocolException;
import io.redisguard.command.ServerRefusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output of one attempt: a gate in front of the caller's own output. It passes the reply on while the attempt is
 * alive; a late reply, the rest of a half reply and the reply to a placeholder end here. An error by which the server
 * refuses to execute anything is kept back, since another attempt may follow. What the caller's output or codec throws
 * is kept for the attempt instead of being thrown into the decoder, which has to stay in step.
 *
 * <p>Used by the event loop only, but for {@link #setError(String)}.
 */
final class AttemptOutput<K, V, T> extends CommandOutput<K, V, T> {
    /** More elements than any reply has; a larger count is no count but a stream out of step. */
    static final int MOST_ELEMENTS = 1 << 27;

    private static final int NO_ARRAY = -1;

    private final Attempt<K, V, T> attempt;
    private @Nullable CommandOutput<K, V, T> callers;
    private @Nullable Throwable failure;
    private @Nullable String refusal;
    private boolean touched;
    private long bytes;
    private int elements;
    private boolean outOfStep;

    @SuppressWarnings({"unchecked", "NullAway"}) // the codec is only kept by the superclass, never used
    AttemptOutput(Attempt<K, V, T> attempt, @Nullable CommandOutput<K, V, T> callers) {
        super((RedisCodec<K, V>) ByteArrayCodec.INSTANCE, null);
        this.attempt = attempt;
        this.callers = callers;
    }

    /** Lets the reply go to another output: EXEC gets one that hands the results to the members. */
    void redirectTo(@Nullable CommandOutput<K, V, T> other) {
        callers = other;
    }

    /** Returns what the caller's output threw first, or {@code null}. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Tells whether anything of a reply has reached the caller's output. */
    boolean isTouched() {
        return touched;
    }

    /** Returns how many bytes the keys and values have that have come in. */
    long bytes() {
        return bytes;
    }

    /** Returns how many keys, values and numbers have come in. */
    int elements() {
        return elements;
    }

    private void count(@Nullable ByteBuffer element) {
        elements++;
        bytes += element == null ? 0 : element.remaining();
    }

    /** Returns the answer that was kept back because it tells that nothing was executed, or {@code null}. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Lets the answer that was kept back reach the caller's output. */
    void passRefusal() {
        CommandOutput<K, V, T> to = callers;
        if (to != null && refusal != null) {
            to.setError(StandardCharsets.US_ASCII.encode(refusal));
        }
    }

    /** Lettuce gives the command up for the exception, but would go on reading. */
    private void requireLength(int count) {
        if (count < NO_ARRAY || count > MOST_ELEMENTS) {
            outOfStep = true;
            attempt.context().replace();
            throw new RedisProtocolException("An array cannot have " + count + " elements.");
        }
    }

    private void pass(Consumer<CommandOutput<K, V, T>> part) {
        CommandOutput<K, V, T> to = callers;
        if (to == null || failure != null || !attempt.wantsReply()) {
            return;
        }
        touched = true;
        try {
            part.accept(to);
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        count(bytes);
        pass(to -> to.set(bytes));
    }

    @Override
    public void setSingle(ByteBuffer bytes) {
        count(bytes);
        pass(to -> to.setSingle(bytes));
    }

    @Override
    public void setBigNumber(ByteBuffer bytes) {
        count(bytes);
        pass(to -> to.setBigNumber(bytes));
    }

    @Override
    public void set(long integer) {
        elements++;
        pass(to -> to.set(integer));
    }

    @Override
    public void set(double number) {
        elements++;
        pass(to -> to.set(number));
    }

    @Override
    public void set(boolean value) {
        elements++;
        pass(to -> to.set(value));
    }

    @Override
    public void setError(ByteBuffer error) {
        if (!touched && attempt.context().mayRepeat(attempt.call())) {
            String text = StandardCharsets.US_ASCII.decode(error.duplicate()).toString();
            if (ServerRefusal.of(text) != null) {
                refusal = text;
                return;
            }
        }
        pass(to -> to.setError(error));
    }

    /**
     * Called by Lettuce with a text when it gives a command up, which is no part of a reply and must not be in the way
     * of the next attempt's, and by EXEC for a member that failed.
     */
    @Override
    public void setError(@Nullable String error) {
        if (error != null && attempt.context().mayRepeat(attempt.call())) {
            return; // the attempt is about to fail with an exception that says the same
        }
        pass(to -> to.setError(error));
    }

    @Override
    public void multi(int count) {
        requireLength(count);
        pass(to -> to.multi(count));
    }

    @Override
    public void multiArray(int count) {
        requireLength(count);
        pass(to -> to.multiArray(count));
    }

    @Override
    public void multiPush(int count) {
        requireLength(count);
        pass(to -> to.multiPush(count));
    }

    @Override
    public void multiMap(int count) {
        requireLength(count);
        pass(to -> to.multiMap(count));
    }

    @Override
    public void multiSet(int count) {
        requireLength(count);
        pass(to -> to.multiSet(count));
    }

    /**
     * Called for each element, and with 0 at the end of the reply. Unlike from all other methods, an exception from
     * here ends the link.
     */
    @Override
    public void complete(int depth) {
        if (outOfStep) {
            throw new RedisProtocolException("An array of an impossible length came before.");
        }
        if (depth == 0) {
            attempt.replyEnds();
        }
        if (refusal != null) {
            return;
        }
        pass(to -> to.complete(depth));
    }

    @Override
    @SuppressWarnings("NullAway") // CommandOutput.get() may be null, but Lettuce does not say so
    public T get() {
        return callers == null ? null : callers.get();
    }

    @Override
    public boolean hasError() {
        return refusal != null || (callers != null && callers.hasError());
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public String getError() {
        if (refusal != null) {
            return refusal;
        }
        return callers == null ? null : callers.getError();
    }

    /** Names no value: outputs are printed by debug logs. */
    @Override
    public String toString() {
        return "AttemptOutput";
    }
}
