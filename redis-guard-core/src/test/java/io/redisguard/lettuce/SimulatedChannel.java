package io.redisguard.lettuce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A netty channel without a network: its bytes go to a consumer, and a test feeds what comes back. */
final class SimulatedChannel extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final SocketAddress ADDRESS = new EmbeddedChannel().localAddress();

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Consumer<ByteBuf> wire;
    private volatile boolean open = true;
    private volatile boolean connected;
    private volatile boolean broken;

    SimulatedChannel(Consumer<ByteBuf> wire) {
        super(null);
        this.wire = wire;
    }

    /** Is connected, and has the reply to its handshake; on the event loop. */
    void connected() {
        if (open) {
            connected = true;
            pipeline().fireChannelRead(Unpooled.copiedBuffer("+OK\r\n", StandardCharsets.US_ASCII));
            pipeline().fireChannelActive();
            pipeline().fireChannelReadComplete();
        }
    }

    /** Lets everything that is written from now on fail, which ends the channel. */
    void breakWrites() {
        broken = true;
    }

    /** Feeds what has come from the server; on the event loop. */
    void receive(ByteBuf bytes) {
        if (open) {
            pipeline().fireChannelRead(bytes);
            pipeline().fireChannelReadComplete();
        } else {
            bytes.release();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws IOException {
        while (out.current() instanceof ByteBuf bytes) {
            if (broken) {
                throw new IOException("Connection reset by peer");
            }
            wire.accept(bytes);
            out.remove();
        }
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected void doDisconnect() {
        open = false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && connected;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                promise.setFailure(new UnsupportedOperationException("is connected"));
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return ADDRESS;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return ADDRESS;
    }

    @Override
    protected void doBind(SocketAddress local) {}

    @Override
    protected void doBeginRead() {}
}
