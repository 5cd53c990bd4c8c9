package io.redisguard.lettuce;

import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;

/**
 * Lets commands that are written close together go out as one buffer in one system call: {@link Gathering} keeps them
 * together where Lettuce hands them to the channel, and {@link LinkSigns} stands where they are bytes. Behind TLS, so
 * that they share its records as well.
 */
final class FlushCoalescing implements NettyCustomizer {
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
        Gathering gathering = new Gathering();
        LinkSigns signs = new LinkSigns(channels, gathering);
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext encoder = pipeline.context(CommandEncoder.class);
        pipeline.addBefore(encoder.name(), "redis-guard-link", signs);
        pipeline.addLast("redis-guard-gathering", gathering);
    }
}
