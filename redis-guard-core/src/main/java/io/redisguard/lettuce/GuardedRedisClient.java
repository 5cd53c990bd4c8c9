package io.redisguard.lettuce;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.protocol.Endpoint;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.RoadTimer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Lettuce client all of whose connections are {@link GuardedConnection}s. Thread-safe. */
public final class GuardedRedisClient extends RedisClient {
    /** How exact deadlines are; Lettuce's own timer ticks every 100 ms. */
    static final Duration TICK = Duration.ofMillis(10);

    private static final int TICKS_PER_WHEEL = 512;
    private static final long SHUTDOWN_SECONDS = 1;

    private final RedisURI uri;
    private final ClientResources resources;
    private final HashedWheelTimer timer;
    private final RoadTimer roadTimer;
    private final Channels carriers;
    private final CommandRoad.Builder roads;
    private final CommandLimits limits;
    private ConnectionRole nextRole = ConnectionRole.SHARED;

    private GuardedRedisClient(
            RedisURI uri,
            ClientResources resources,
            HashedWheelTimer timer,
            Channels channels,
            CommandRoad.Builder roads,
            CommandLimits limits) {
        super(resources, uri);
        this.uri = uri;
        this.resources = resources;
        this.timer = timer;
        this.roadTimer = new WheelTimer(timer);
        this.carriers = channels;
        this.roads = roads;
        this.limits = limits;
    }

    /**
     * Creates a client that has no connection yet, and warns of dangerous settings among the given ones.
     *
     * @param users the user's own options, or {@code null} for those of the settings
     * @param usersResources the user's own resources, which stay open, or {@code null} for resources of the client's
     *     own
     * @param roads makes the road of a new connection
     */
    public static GuardedRedisClient create(
            RedisURI uri,
            @Nullable ClientOptions users,
            @Nullable ClientResources usersResources,
            DriverSettings settings,
            CommandRoad.Builder roads,
            CommandLimits limits) {
        DangerousSettings.warn(uri, users, usersResources);
        ArgumentCheck.make();
        HashedWheelTimer timer = new HashedWheelTimer(
                new DefaultThreadFactory("redis-guard-timer", true),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS,
                TICKS_PER_WHEEL,
                false);
        start(timer);
        Channels channels = new Channels();
        GuardedRedisClient client = new GuardedRedisClient(
                ClientSettings.uri(uri, settings),
                ClientSettings.resources(usersResources, timer, channels),
                timer,
                channels,
                roads,
                limits);
        client.setOptions(ClientSettings.options(users, settings));
        return client;
    }

    /** The wheel waits for its thread when it is first used, and loses an interrupt then. */
    private static void start(HashedWheelTimer timer) {
        boolean interrupted = Thread.interrupted();
        timer.start();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens one more connection, for commands of any codec. */
    public synchronized CompletionStage<GuardedConnection<byte[], byte[]>> open(ConnectionRole role) {
        nextRole = role;
        try {
            // Lettuce calls newStatefulRedisConnection before connectAsync returns
            return connectAsync(ByteArrayCodec.INSTANCE, uri)
                    .thenApply(connection -> (GuardedConnection<byte[], byte[]>) connection);
        } finally {
            nextRole = ConnectionRole.SHARED;
        }
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter channelWriter, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
        ConnectionContext context = new ConnectionContext(
                nextRole,
                roads,
                roadTimer,
                resources.eventExecutorGroup(),
                server(),
                limits,
                () -> disconnect(pushHandler));
        if (pushHandler instanceof Endpoint endpoint) {
            carriers.add(endpoint, context);
            context.whenReleased(() -> carriers.remove(endpoint));
        }
        return new GuardedConnection<>(
                channelWriter, pushHandler, codec, timeout, getOptions().getJsonParser(), context);
    }

    /** What handles push messages is the endpoint itself, however the writer may be wrapped. */
    private static void disconnect(PushHandler endpoint) {
        if (endpoint instanceof DefaultEndpoint link) {
            link.disconnect();
        }
    }

    /** Tells of a command that found no connection. */
    void notConnected(RedisCommand<?, ?, ?> command, Throwable failure) {
        roads.notConnected(server(), CommandTypes.factsWithoutEncoding(command), Failures.outcomeOf(failure));
    }

    /** Returns {@code host:port} of the server, or its socket. */
    public String server() {
        return uri.getSocket() == null ? uri.getHost() + ":" + uri.getPort() : uri.getSocket();
    }

    /** Returns the resources that the connections use. */
    public ClientResources resources() {
        return resources;
    }

    /** Returns the options that the connections use. */
    public ClientOptions options() {
        return getOptions();
    }

    /** Runs a task later, on a thread that may wait. */
    public void schedule(Duration delay, Runnable task) {
        timer.newTimeout(due -> resources.eventExecutorGroup().execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Lets pass what will wait for this client, unless the thread is one of its event loops.
     *
     * @throws io.redisguard.error.CommandRejectedException when it is
     */
    public static void refuseToBlock(String method) {
        EventLoops.refuseToBlock(method);
    }

    /** Tells whether the current thread may be one of a client's, which must not wait for the end of its client. */
    public static boolean isClientThread() {
        return Thread.currentThread() instanceof FastThreadLocalThread;
    }

    /** Closes all connections and ends all threads that the client started. Resources given by the user stay open. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> end() {
        return shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                .exceptionally(ignoredForTheThreads -> null)
                .thenCompose(connectionsClosed -> {
                    CompletableFuture<Void> ended = new CompletableFuture<>();
                    resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).addListener(done -> {
                        timer.stop();
                        ended.complete(null);
                    });
                    return ended;
                });
    }
}
