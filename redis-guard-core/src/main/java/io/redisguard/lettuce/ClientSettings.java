package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.util.Timer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Composes the settings of the client underneath. Where its user has chosen, the choice stays, except for the few
 * settings on which at-most-once and the deadlines rest.
 */
final class ClientSettings {
    private ClientSettings() {}

    static ClientOptions options(@Nullable ClientOptions users, DriverSettings settings) {
        ClientOptions.Builder builder = users == null
                ? ClientOptions.builder().socketOptions(socket(settings))
                // mutate() forgets this one
                : users.mutate().useHashIndexQueue(users.isUseHashIndexedQueue());
        return builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // what it filters, Lettuce drops without a word
                .replayFilter(command -> false)
                .requestQueueSize(settings.queueSize())
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build();
    }

    private static SocketOptions socket(DriverSettings settings) {
        SocketOptions.Builder builder = SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(KeepAliveOptions.builder()
                        .enable()
                        .idle(settings.keepAliveIdle())
                        .interval(settings.keepAliveInterval())
                        .count(settings.keepAliveCount())
                        .build());
        if (NativeTransport.isAvailable()) {
            builder.tcpUserTimeout(TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(settings.tcpUserTimeout())
                    .build());
        }
        return builder.build();
    }

    /**
     * Returns resources of our own, or the user's with coalesced flushes; closing the latter leaves the user's open.
     */
    static ClientResources resources(@Nullable ClientResources users, Timer timer, Channels channels) {
        if (users != null) {
            // mutate() takes the user's threads over as if they were the copy's own to end, or makes new ones
            return users.mutate()
                    .eventLoopGroupProvider(users.eventLoopGroupProvider())
                    .eventExecutorGroup(users.eventExecutorGroup())
                    .timer(users.timer())
                    .commandLatencyRecorder(users.commandLatencyRecorder())
                    .nettyCustomizer(new FlushCoalescing(users.nettyCustomizer(), channels))
                    .build();
        }
        return DefaultClientResources.builder()
                .timer(timer)
                .reconnectDelay(() -> new OutageDelay(System::nanoTime, RandomGenerator.of("L64X128MixRandom")))
                .nettyCustomizer(new FlushCoalescing(
                        new NettyCustomizer() {
                            @Override
                            public void afterChannelInitialized(Channel channel) {}
                        },
                        channels))
                .build();
    }

    /** The timeout of the URI bounds the handshake only: calls have deadlines. */
    static RedisURI uri(RedisURI users, DriverSettings settings) {
        RedisURI copy =
                RedisURI.builder(users).withTimeout(settings.connectTimeout()).build();
        if (users.getClientName() == null) {
            copy.setClientName(settings.clientName());
        }
        return copy;
    }
}
