package io.redisguard.simulation;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.command.CallerWishes;
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
    private CallerWishes wishes = CallerWishes.NONE;
    private long attemptNanos;
    private long totalNanos;
    private long remainingNanos = Long.MAX_VALUE;
    private @Nullable Object memory;
    private @Nullable Object observation;
    private @Nullable String place;
    private long elapsedNanos;
    private long requestBytes;
    private long replyBytes;
    private int replyElements;
    private int redirections;
    private @Nullable String errorCode;

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
        wishes = wishes.within(nanos);
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

    /** Lets it pass the policy. */
    @CanIgnoreReturnValue
    public PlainCall allowing(String command, String reason) {
        wishes = wishes.allowing(command, reason);
        return this;
    }

    /** Sets how long it has taken. */
    @CanIgnoreReturnValue
    public PlainCall elapsed(long nanos) {
        elapsedNanos = nanos;
        return this;
    }

    /** Sets how many bytes went out. */
    @CanIgnoreReturnValue
    public PlainCall requestBytes(long bytes) {
        requestBytes = bytes;
        return this;
    }

    /** Sets what came back. */
    @CanIgnoreReturnValue
    public PlainCall reply(int elements, long bytes) {
        replyElements = elements;
        replyBytes = bytes;
        return this;
    }

    /** Sets the first word of the server's error. */
    @CanIgnoreReturnValue
    public PlainCall errorCode(String code) {
        errorCode = code;
        return this;
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
    public long serverWaitNanos() {
        return serverWaitNanos;
    }

    @Override
    public CallerWishes wishes() {
        return wishes;
    }

    @Override
    public @Nullable RuntimeException refusal() {
        return null;
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
        return new TextArguments(arguments);
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
        return place;
    }

    @Override
    public void comesFrom(String found) {
        place = found;
    }

    @Override
    public long elapsedNanos() {
        return elapsedNanos;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public int redirections() {
        return redirections;
    }

    /** Says how often it was sent on to another node. */
    public PlainCall redirected(int times) {
        redirections = times;
        return this;
    }

    @Override
    public long requestBytes() {
        return requestBytes;
    }

    @Override
    public long replyBytes() {
        return replyBytes;
    }

    @Override
    public int replyElements() {
        return replyElements;
    }

    @Override
    public @Nullable String errorCode() {
        return errorCode;
    }
}
