package io.redisguard.wire;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/** A user's customizer that counts how often flushing was asked for, and how often bytes went to the socket. */
final class Flushes implements NettyCustomizer {
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @Override
    public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new Counter(asked));
        // later, so that it stands between the socket and whatever else is put in front
        channel.eventLoop().execute(() -> channel.pipeline().addFirst(new Counter(done)));
    }

    int asked() {
        return asked.get();
    }

    int done() {
        return done.get();
    }

    private static final class Counter extends ChannelOutboundHandlerAdapter {
        private final AtomicInteger count;

        Counter(AtomicInteger count) {
            this.count = count;
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            count.incrementAndGet();
            ctx.flush();
        }
    }
}
