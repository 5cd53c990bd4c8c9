package io.redisguard.wire;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A user's own Lettuce resources that reconnect almost at once, so that a test can lose thousands of connections. */
final class QuickResources implements AutoCloseable {
    private final HashedWheelTimer timer =
            new HashedWheelTimer(new DefaultThreadFactory("quick-timer", true), 1, TimeUnit.MILLISECONDS);
    private final ClientResources resources;

    QuickResources() {
        this(new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {}
        });
    }

    QuickResources(NettyCustomizer customizer) {
        resources = DefaultClientResources.builder()
                .timer(timer)
                .reconnectDelay(Delay.constant(Duration.ofMillis(1)))
                .nettyCustomizer(customizer)
                .build();
    }

    ClientResources get() {
        return resources;
    }

    @Override
    public void close() {
        resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        timer.stop();
    }
}
