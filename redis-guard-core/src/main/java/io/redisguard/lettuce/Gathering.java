package io.redisguard.lettuce;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.MaintenanceAwareConnectionWatchdog;
import io.lettuce.core.protocol.RebindState;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
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
        boolean muchIsPassedOn = gathered.isEmpty() && !ctx.channel().isWritable();
        if (gathered.size() >= MOST || muchIsPassedOn) {
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

    private void passOn(ChannelHandlerContext ctx) {
        if (gathered.isEmpty()) {
            return;
        }
        if (!ctx.channel().isActive() || isLeft(ctx.channel())) {
            ends();
            return;
        }
        List<Attempt<?, ?, ?>> attempts = gathered;
        if (attempts.size() == 1) {
            Attempt<?, ?, ?> single = attempts.remove(0);
            ctx.write(single).addListener(written -> heard(written, List.of(single)));
        } else {
            gathered = new ArrayList<>(attempts.size()); // more may be written while they are passed on
            ctx.write(attempts).addListener(written -> heard(written, attempts));
        }
    }

    /** Lettuce takes out of its queue what could not be encoded, for want of memory or because of a user's handler. */
    private static void heard(Future<?> written, List<Attempt<?, ?, ?>> attempts) {
        if (!written.isSuccess()) {
            attempts.forEach(attempt -> attempt.completeExceptionally(written.cause()));
        }
    }

    /** Tells whether Lettuce is about to close the channel because its server moves, and counts on no more replies. */
    private static boolean isLeft(Channel channel) {
        return channel.hasAttr(MaintenanceAwareConnectionWatchdog.REBIND_ATTRIBUTE)
                && channel.attr(MaintenanceAwareConnectionWatchdog.REBIND_ATTRIBUTE)
                                .get()
                        == RebindState.COMPLETED;
    }

    /** What was written before it is closed goes out, unless Lettuce closes it to go elsewhere, where it is sent on. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        if (ctx.channel().hasAttr(MaintenanceAwareConnectionWatchdog.REBIND_ATTRIBUTE)) {
            ends();
        } else {
            flushNow();
        }
        super.close(ctx, promise);
    }

    /** No reply can come any more: what has not been passed on is not sent. */
    void ends() {
        List<Attempt<?, ?, ?>> attempts = gathered;
        gathered = new ArrayList<>();
        attempts.forEach(attempt -> attempt.completeExceptionally(closed()));
    }

    private static RedisException closed() {
        return new RedisException("The channel was closed before the command was sent");
    }
}
