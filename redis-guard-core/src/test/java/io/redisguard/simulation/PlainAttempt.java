package io.redisguard.simulation;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.redisguard.command.CommandAttempt;
import io.redisguard.command.CommandCall;
import io.redisguard.command.ServerRefusal;
import org.jspecify.annotations.Nullable;

/** An attempt as a test wants it. */
public final class PlainAttempt implements CommandAttempt {
    private final CommandCall call;
    private boolean entered = true;
    private boolean sent;
    private boolean hasPart;
    private @Nullable ServerRefusal refusal;
    private long probe;

    /** Creates an attempt that has entered and was not sent. */
    public PlainAttempt(CommandCall call) {
        this.call = call;
    }

    /** Lets it have been sent. */
    @CanIgnoreReturnValue
    public PlainAttempt sent() {
        sent = true;
        return this;
    }

    /** Lets it have waited in vain. */
    @CanIgnoreReturnValue
    public PlainAttempt neverEntered() {
        entered = false;
        return this;
    }

    /** Lets a part of its reply have come. */
    @CanIgnoreReturnValue
    public PlainAttempt withPartOfReply() {
        hasPart = true;
        return this;
    }

    /** Lets the server have refused it. */
    @CanIgnoreReturnValue
    public PlainAttempt refused(ServerRefusal by) {
        sent = true;
        refusal = by;
        return this;
    }

    @Override
    public CommandCall call() {
        return call;
    }

    @Override
    public boolean isSent() {
        return sent;
    }

    @Override
    public boolean hasEntered() {
        return entered;
    }

    @Override
    public boolean hasPartOfReply() {
        return hasPart;
    }

    @Override
    public @Nullable ServerRefusal refusal() {
        return refusal;
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
