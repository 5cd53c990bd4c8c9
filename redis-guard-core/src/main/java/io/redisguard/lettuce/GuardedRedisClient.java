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
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.RoadTimer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** A Lettuce client all of whose connections are {@link GuardedConnection}s. Thread-safe. */
public final class GuardedRedisClient extends RedisClient {
    /** How exact deadlines are; Lettuce's own timer ticks every 100 ms. */
    static final Duration TICK = Duration.ofMillis(10);

    private static final int TICKS_PER_WHEEL = 512;
    private static final long SHUTDOWN_SECONDS = 1;
    private static final int TRIES_FOR_A_REASON = 3;

    private final RedisURI uri;
    private final ClientResources resources;
    private final HashedWheelTimer timer;
    private final RoadTimer roadTimer;
    private final CallbackThreads callbackThreads = new CallbackThreads();
    private final Channels carriers;
    private final CommandRoad.Builder roads;
    private final CommandLimits limits;
    private final DriverSettings settings;
    private final ExecutorService credentialThreads;
    private Opening next;
    private Subscriptions nextPubSub;
    private volatile Disposable credentialsWatch = Disposables.disposed();

    private GuardedRedisClient(
            RedisURI uri,
            ClientResources resources,
            HashedWheelTimer timer,
            Channels channels,
            CommandRoad.Builder roads,
            CommandLimits limits,
            DriverSettings settings,
            ExecutorService credentialThreads) {
        super(resources, uri);
        this.uri = uri;
        this.resources = resources;
        this.timer = timer;
        this.roadTimer = new WheelTimer(timer);
        this.carriers = channels;
        this.roads = roads;
        this.limits = limits;
        this.settings = settings;
        this.credentialThreads = credentialThreads;
        this.next = new Opening(ConnectionRole.SHARED, nameOf(uri));
        this.nextPubSub = new Subscriptions(nameOf(uri), false);
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
        DangerousSettings.warn(settings.security());
        ArgumentCheck.make();
        HashedWheelTimer timer = new HashedWheelTimer(
                new DefaultThreadFactory("redis-guard-timer", true),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS,
                TICKS_PER_WHEEL,
                false);
        start(timer);
        Channels channels = new Channels();
        ExecutorService credentialThreads = BoundedCredentials.threads();
        GuardedRedisClient client = new GuardedRedisClient(
                ClientSettings.uri(uri, settings, credentialThreads),
                ClientSettings.resources(usersResources, timer, channels),
                timer,
                channels,
                roads,
                limits,
                settings,
                credentialThreads);
        ClientOptions options = ClientSettings.options(users, settings);
        client.setOptions(client.hasStreamOfCredentials() ? ClientSettings.reauthenticating(options) : options);
        return client;
    }

    private boolean hasStreamOfCredentials() {
        return uri.getCredentialsProvider().supportsStreaming();
    }

    /** Tells of connections that do not get the credentials they are to have from now on. */
    public void watchCredentials(GuardEvents events) {
        if (hasStreamOfCredentials()) {
            credentialsWatch = CredentialsWatch.start(resources.eventBus(), carriers, events);
        }
    }

    /** The wheel waits for its thread when it is first used, and loses an interrupt then. */
    private static void start(HashedWheelTimer timer) {
        boolean interrupted = Thread.interrupted();
        timer.start();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens one more connection to the client's own server, for commands of any codec. */
    public CompletionStage<GuardedConnection<byte[], byte[]>> open(ConnectionRole role) {
        return open(role, uri);
    }

    /** Opens one more connection to a server, for commands of any codec. */
    public CompletionStage<GuardedConnection<byte[], byte[]>> open(ConnectionRole role, RedisURI server) {
        return untilReasonIsTold(() -> connect(role, server), TRIES_FOR_A_REASON);
    }

    private static <T> CompletionStage<T> untilReasonIsTold(Supplier<CompletionStage<T>> connect, int tries) {
        return connect.get()
                .exceptionallyCompose(failure -> tries > 1 && Failures.saysNothing(failure)
                        ? untilReasonIsTold(connect, tries - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private synchronized CompletionStage<GuardedConnection<byte[], byte[]>> connect(
            ConnectionRole role, RedisURI server) {
        Opening usual = next;
        next = new Opening(role, nameOf(server));
        try {
            // Lettuce calls newStatefulRedisConnection before connectAsync returns
            return connectAsync(ByteArrayCodec.INSTANCE, uriOf(server))
                    .thenApply(connection -> (GuardedConnection<byte[], byte[]>) connection)
                    .toCompletableFuture();
        } finally {
            next = usual;
        }
    }

    private RedisURI uriOf(RedisURI server) {
        return ClientSettings.uri(server, settings, credentialThreads);
    }

    /**
     * Opens a connection for subscriptions.
     *
     * @param present says where it leads, now and whenever its link is made anew
     * @param server name of what it leads to
     */
    public <K, V> CompletionStage<GuardedPubSubConnection<K, V>> openPubSub(
            RedisCodec<K, V> codec, Supplier<RedisURI> present, String server, boolean ofCluster) {
        CompletionStage<StatefulRedisPubSubConnection<K, V>> opening = untilReasonIsTold(
                () -> connectPubSub(codec, new MovingUri(uriOf(present.get()), present), server, ofCluster),
                TRIES_FOR_A_REASON);
        return opening.thenApply(opened -> {
            GuardedPubSubConnection<K, V> connection = (GuardedPubSubConnection<K, V>) opened;
            connection.watchLink();
            return connection;
        });
    }

    private synchronized <K, V> CompletionStage<StatefulRedisPubSubConnection<K, V>> connectPubSub(
            RedisCodec<K, V> codec, RedisURI moving, String server, boolean ofCluster) {
        nextPubSub = new Subscriptions(server, ofCluster);
        // Lettuce calls newStatefulRedisPubSubConnection before connectPubSubAsync returns
        return connectPubSubAsync(NullRefusal.of(codec), moving).toCompletableFuture();
    }

    @Override
    protected <K, V> StatefulRedisPubSubConnectionImpl<K, V> newStatefulRedisPubSubConnection(
            PubSubEndpoint<K, V> endpoint, RedisChannelWriter channelWriter, RedisCodec<K, V> codec, Duration timeout) {
        return new GuardedPubSubConnection<>(
                endpoint,
                channelWriter,
                codec,
                settings.connectTimeout().multipliedBy(2),
                roadTimer,
                callbackThreads,
                nextPubSub.server(),
                nextPubSub.ofCluster());
    }

    @Override
    protected Mono<SocketAddress> getSocketAddress(RedisURI redisUri) {
        return redisUri instanceof MovingUri moving
                ? Mono.fromCallable(() -> resources.socketAddressResolver().resolve(moving.present()))
                : super.getSocketAddress(redisUri);
    }

    /**
     * What a connection for subscriptions leads to.
     *
     * @param server its name
     * @param ofCluster whether it is a node of a cluster
     */
    private record Subscriptions(String server, boolean ofCluster) {}

    /**
     * What a connection is opened for.
     *
     * @param role what it is for
     * @param server where it leads
     */
    private record Opening(ConnectionRole role, String server) {}

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter channelWriter, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
        return guarded(channelWriter, pushHandler, codec, timeout, next);
    }

    /** Makes a connection that Lettuce's cluster client opens for itself. */
    <K, V> GuardedConnection<K, V> guarded(
            RedisChannelWriter channelWriter,
            PushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            String server) {
        return guarded(channelWriter, pushHandler, codec, timeout, new Opening(ConnectionRole.SHARED, server));
    }

    private <K, V> GuardedConnection<K, V> guarded(
            RedisChannelWriter channelWriter,
            PushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Opening opening) {
        ConnectionContext context = new ConnectionContext(
                opening.role(),
                roads,
                roadTimer,
                callbackThreads,
                opening.server(),
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

    /**
     * Makes what dispatches calls that go wherever the router sends them.
     *
     * @param name name of the servers, under which the calls are counted
     */
    public Dispatcher dispatcher(String name, Router router) {
        return new Dispatcher(roads.calls(name, roadTimer), roadTimer, callbackThreads, limits, router);
    }

    /** Makes the client for Lettuce's cluster API, which shares the threads of this one. */
    public GuardedClusterClient cluster(RedisURI seed, ClusterSource source) {
        GuardedClusterClient cluster = new GuardedClusterClient(this, resources, uriOf(seed), source);
        cluster.take(getOptions());
        return cluster;
    }

    /** Forgets what is known of a server that plays no part any more. */
    public void forget(String server) {
        roads.forget(server);
    }

    /** Tells of a command that found no connection. */
    void notConnected(RedisCommand<?, ?, ?> command, Throwable failure) {
        roads.notConnected(server(), CommandTypes.factsWithoutEncoding(command), Failures.outcomeOf(failure));
    }

    /** Returns {@code host:port} of the client's own server, its socket, or the name by which Sentinels know it. */
    public String server() {
        return nameOf(uri);
    }

    /** Returns the URI of another server that is reached as the given one is. */
    public static RedisURI like(RedisURI known, String host, int port) {
        return ClientSettings.like(known, host, port);
    }

    /** Returns {@code host:port} of a server, its socket, or the name by which Sentinels know it. */
    public static String nameOf(RedisURI uri) {
        if (!uri.getSentinels().isEmpty()) {
            return "sentinel " + uri.getSentinelMasterId();
        }
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

    /** Returns the clock and timer that all deadlines are measured with. */
    public RoadTimer timer() {
        return roadTimer;
    }

    /** Returns the threads that callers are told on, which may run what callers wrote. */
    public Executor executor() {
        return callbackThreads;
    }

    /** Returns the number of the database that connections to the client's own server begin in. */
    public int database() {
        return uri.getDatabase();
    }

    /** Runs a task later, on a thread that may wait; never if the client has ended by then. */
    public void schedule(Duration delay, Runnable task) {
        timer.newTimeout(due -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run(Runnable task) {
        try {
            resources.eventExecutorGroup().execute(task);
        } catch (RejectedExecutionException ended) {
            // the threads have just been ended, the timer will be next
        }
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
        credentialsWatch.dispose();
        credentialThreads.shutdownNow();
        return shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                .exceptionally(ignoredForTheThreads -> null)
                .thenCompose(connectionsClosed -> {
                    CompletableFuture<Void> ended = new CompletableFuture<>();
                    resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).addListener(done -> {
                        callbackThreads.end();
                        timer.stop();
                        ended.complete(null);
                    });
                    return ended;
                });
    }
}
