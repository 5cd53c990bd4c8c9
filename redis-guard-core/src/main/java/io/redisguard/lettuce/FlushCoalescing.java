package io.redisguard.lettuce;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.jspecify.annotations.Nullable;

/**
 * Lets commands that are written close together go out in one system call. Flushes are held back while replies are
 * being read, and while more writes wait in the event loop; never longer than that.
 */
final class FlushCoalescing implements NettyCustomizer {
    /** Held-back flushes after which one is done in any case. */
    static final int MAX_HELD_BACK = 256;

    private final NettyCustomizer next;
    private final Channels channels;

    /** Adds coalescing to what another customizer does. */
    FlushCoalescing(NettyCustomizer next, Channels channels) {
        this.next = next;
        this.channels = channels;
    }

    @Override
    public void afterBootstrapInitialized(Bootstrap bootstrap) {
        next.afterBootstrapInitialized(bootstrap);
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        next.afterChannelInitialized(channel);
        channel.pipeline().addFirst("redis-guard-flush", new Handler(channels));
    }

    private static final class Handler extends FlushConsolidationHandler {
        private final Channels channels;
        private @Nullable ConnectionContext connection;

        Handler(Channels channels) {
            super(MAX_HELD_BACK, true);
            this.channels = channels;
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
            super.channelRead(ctx, msg);
        }

        /** Tells the connection that its link is gone, before the commands under way hear of it. */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) throws Exception {
            if (connection != null) {
                connection.lost(ctx.channel());
            }
            super.channelInactive(ctx);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
            EventLoops.markCurrentThread(ctx.executor());
            super.handlerAdded(ctx);
        }

        /**
         * Tells Lettuce that the bytes are on their way, and lets a failure end the connection. Lettuce would otherwise
         * log a stack trace for each command that was waiting when a connection broke. The commands lose nothing: each
         * has its place in the queue of expected replies, and fails with the connection.
         */
        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
            ctx.write(msg).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            promise.trySuccess();
        }
    }
}
