package io.redisguard.lettuce;

import io.lettuce.core.RedisException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps attempts that are written close together, and passes them on at once, so that Lettuce encodes them into one
 * buffer. They are held back while replies are being read, and while more tasks wait in the event loop; never longer
 * than that. Large ones are passed on alone, since a buffer that grows is copied. The order of what is written stays.
 * Used by one event loop.
 */
final class Gathering extends ChannelOutboundHandlerAdapter {
    /** Attempts after which they go out in any case. */
    static final int MOST = 256;

    private List<Attempt<?, ?, ?>> gathered = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private final Runnable scheduledFlush = this::flushAsScheduled; // one for all flushes
    private boolean reading;
    private boolean flushAsked;
    private boolean flushScheduled;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Bytes have come in; {@link #readEnds} follows. */
    void readBegins() {
        reading = true;
    }

    /** All has been read for now. */
    void readEnds() {
        reading = false;
        flushNow();
    }

    /**
     * Takes an attempt, and tells Lettuce that it is on its way: what becomes of it, it hears itself. An attempt for a
     * link that has just ended would be encoded, and nobody could say any more that it was not sent.
     */
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
        if (!(msg instanceof Attempt<?, ?, ?> attempt)) {
            passOn(ctx);
            super.write(ctx, msg, promise);
            return;
        }
        promise.trySuccess();
        if (!ctx.channel().isActive()) {
            attempt.completeExceptionally(closed());
            return;
        }
        boolean alone = !attempt.isSmall();
        if (alone || gathered.size() >= MOST) {
            passOn(ctx);
        }
        gathered.add(attempt);
        if (alone) {
            passOn(ctx);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushAsked = true;
        if (gathered.size() >= MOST) {
            flushNow();
        } else if (!reading && !flushScheduled) {
            flushScheduled = true;
            ctx.executor().execute(scheduledFlush);
        }
    }

    private void flushAsScheduled() {
        flushScheduled = false;
        flushNow();
    }

    private void flushNow() {
        ChannelHandlerContext ctx = context;
        if (flushAsked && ctx != null) {
            flushAsked = false;
            passOn(ctx);
            ctx.flush();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failure ends the connection, and each attempt with it
    private void passOn(ChannelHandlerContext ctx) {
        if (gathered.size() == 1) {
            ctx.write(gathered.remove(0));
        } else if (!gathered.isEmpty()) {
            List<Attempt<?, ?, ?>> attempts = gathered;
            gathered = new ArrayList<>(attempts.size()); // more may be written while they are passed on
            ctx.write(attempts);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        flushNow();
        super.close(ctx, promise);
    }

    /** The channel has ended: what has not been passed on was not sent. */
    void ends() {
        List<Attempt<?, ?, ?>> attempts = gathered;
        gathered = new ArrayList<>();
        attempts.forEach(attempt -> attempt.completeExceptionally(closed()));
    }

    private static RedisException closed() {
        return new RedisException("The channel was closed before the command was sent");
    }
}
