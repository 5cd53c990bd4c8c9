package io.redisguard.wire;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A user's customizer that counts how often bytes went to the socket, and how many. */
final class Flushes implements NettyCustomizer {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Set<EventLoop> loops = ConcurrentHashMap.newKeySet();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void afterChannelInitialized(Channel channel) {
        loops.add(channel.eventLoop());
        channel.pipeline().addFirst(new Counter());
    }

    /** Runs the task while the event loops of all connections are busy, so that they find all its writes at once. */
    void whileTheLoopsAreBusy(Runnable task) {
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (EventLoop loop : loops) {
                CountDownLatch busy = new CountDownLatch(1);
                loop.execute(() -> {
                    busy.countDown();
                    await(done);
                });
                await(busy);
            }
            task.run();
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited for too long.");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int done() {
        return done.get();
    }

    /** Returns how many bytes went to the socket. */
    long bytes() {
        return bytes.get();
    }

    private final class Counter extends ChannelOutboundHandlerAdapter {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it comes with the promise
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            bytes.addAndGet(((ByteBuf) msg).readableBytes());
            ctx.write(msg, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            done.incrementAndGet();
            ctx.flush();
        }
    }
}
