package io.redisguard.wire;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Counts the bytes that a client has read from its sockets, and waits for them. */
final class ReceivedBytes implements NettyCustomizer {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private long total; // guarded by this
    private long lookedAt; // guarded by this

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                int bytes = ((ByteBuf) message).readableBytes();
                arrived(bytes);
                ctx.fireChannelRead(message);
                lookedAt(bytes);
            }
        });
    }

    private synchronized void arrived(int bytes) {
        total += bytes;
    }

    private synchronized void lookedAt(int bytes) {
        lookedAt += bytes;
        notifyAll();
    }

    /** Returns how many bytes have been read; whoever was told of a reply finds it counted. */
    synchronized long total() {
        return total;
    }

    /** Waits until so many bytes have been read and looked at. */
    synchronized void await(long wanted) throws InterruptedException, TimeoutException {
        long start = System.nanoTime();
        while (lookedAt < wanted) {
            long left = LONGEST_NANOS - (System.nanoTime() - start);
            if (left <= 0) {
                throw new TimeoutException("Only " + lookedAt + " of " + wanted + " bytes came.");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
