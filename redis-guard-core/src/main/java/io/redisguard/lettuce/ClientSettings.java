package io.redisguard.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
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
        if (users == null || !SecuritySettings.areIn(users)) {
            builder.sslOptions(settings.security().within(settings.connectTimeout()));
        }
        return builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // what it filters, Lettuce drops without a word
                .replayFilter(command -> false)
                .requestQueueSize(settings.queueSize())
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build();
    }

    /** New credentials are of use to connections that live for days only if these are told. */
    static ClientOptions reauthenticating(ClientOptions options) {
        return options.mutate()
                .useHashIndexQueue(options.isUseHashIndexedQueue()) // mutate() forgets this one
                .reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS)
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

    /**
     * The timeout of the URI bounds the handshake only: calls have deadlines. A provider of credentials that has to be
     * asked may take the connect timeout for itself, and must be given up before the handshake is.
     *
     * @param threads where such a provider is asked
     */
    static RedisURI uri(RedisURI users, DriverSettings settings, ExecutorService threads) {
        Duration connectTimeout = settings.connectTimeout();
        RedisURI copy = new Copy(users);
        BoundedCredentials.bind(copy, connectTimeout, threads);
        copy.setTimeout(
                BoundedCredentials.areOf(copy) ? connectTimeout.plus(connectTimeout.dividedBy(2)) : connectTimeout);
        settings.security().applyTo(copy);
        if (users.getClientName() == null) {
            copy.setClientName(settings.clientName());
        }
        return copy;
    }

    /** Returns the URI of another server that is reached as the given one is. */
    static RedisURI like(RedisURI known, String host, int port) {
        RedisURI copy = new Copy(known);
        copy.getSentinels().clear();
        copy.setSentinelMasterId(null);
        copy.setSocket(null);
        copy.setHost(host);
        copy.setPort(port);
        return copy;
    }

    /** Returns an equal URI that can be changed. */
    static RedisURI copyOf(RedisURI users) {
        return new Copy(users);
    }

    /** Returns the text of a URI without any login: Lettuce waits for the credentials to count their letters. */
    static String textOf(RedisURI uri) {
        return new WithoutLogin(uri).toString();
    }

    /** Keeps Sentinels, which copies by Lettuce's builder lack. */
    private static final class Copy extends RedisURI {
        Copy(RedisURI original) {
            super(original);
        }

        @Override
        public String toString() {
            return textOf(this);
        }
    }

    private static final class WithoutLogin extends RedisURI {
        @SuppressWarnings("this-escape") // the setter only sets
        WithoutLogin(RedisURI original) {
            super(original);
            setCredentialsProvider(new StaticCredentialsProvider(null, null));
        }
    }
}
