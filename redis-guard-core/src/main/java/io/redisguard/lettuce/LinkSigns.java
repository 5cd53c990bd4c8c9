package io.redisguard.lettuce;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/** Tells the connection what its channel shows of the link. Used by one event loop. */
final class LinkSigns extends ChannelDuplexHandler {
    private final Channels channels;
    private final Gathering gathering;
    private @Nullable ConnectionContext connection;

    LinkSigns(Channels channels, Gathering gathering) {
        this.channels = channels;
        this.gathering = gathering;
    }

    /** Tells the connection that its link is alive. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        ConnectionContext known = connection;
        if (known == null) {
            known = channels.carriedBy(ctx.channel());
            connection = known;
        }
        if (known != null) {
            known.watch().bytesRead();
        }
        gathering.readBegins();
        super.channelRead(ctx, msg);
    }

    /** Tells the connection that its link is gone, before the commands under way hear of it. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (connection != null) {
            connection.lost(ctx.channel());
        }
        super.channelInactive(ctx);
        gathering.ends();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        gathering.readEnds();
        super.channelReadComplete(ctx);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        EventLoops.markCurrentThread(ctx.executor());
        super.handlerAdded(ctx);
    }

    /**
     * Tells Lettuce that the bytes are on their way, and lets a failure end the connection. Lettuce would otherwise log
     * a stack trace for each command that was waiting when a connection broke. The commands lose nothing: each has its
     * place in the queue of expected replies, and fails with the connection.
     */
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
        ctx.write(msg).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        promise.trySuccess();
    }
}
