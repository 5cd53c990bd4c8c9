package io.redisguard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.Deployment;
import io.redisguard.connection.ExclusiveWork;
import io.redisguard.connection.Pools;
import io.redisguard.connection.SecurityOptions;
import io.redisguard.connection.Topology;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.GuardedRedisClient;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.Policy;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyReport;
import io.redisguard.policy.SlotDemand;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Guarded connections to a Redis server, or to several that belong together: Lettuce's own API, on which every call has
 * a deadline and is sent again only where that cannot apply it twice. Thread-safe; make one for all threads and close
 * it when the application ends.
 */
public final class RedisGuard implements AutoCloseable {
    private static final long DRAIN_POLL_NANOS = 1_000_000;

    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final Topology topology;
    private final GuardedCommands<String, String> commands;
    private final Policy policy;
    private final Roads roads;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisGuard(
            GuardedRedisClient client, ConnectionOptions options, Policy policy, Roads roads, Topology topology) {
        this.client = client;
        this.options = options;
        this.policy = policy;
        this.roads = roads;
        this.topology = topology;
        this.commands = commands(StringCodec.UTF8);
    }

    /**
     * Connects with production defaults: to a server, to the primary that Sentinels name, or to a cluster.
     *
     * @param uri {@code redis://[user:password@]host[:port][/database]}, {@code rediss://} for TLS, or
     *     {@code redis-sentinel://[user:password@]host[:port],...[/database]#master}; a seed of a cluster where there
     *     are more
     * @param moreSeeds further seeds of the cluster, as {@code redis://} or {@code rediss://}
     * @throws IllegalArgumentException when a URI is malformed
     * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached
     */
    public static RedisGuard connect(String uri, String... moreSeeds) {
        String[] uris = new String[moreSeeds.length + 1];
        uris[0] = uri;
        System.arraycopy(moreSeeds, 0, uris, 1, moreSeeds.length);
        return builder().deployment("uri", Deployment.of(uris)).build();
    }

    /** Returns a builder with production defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the commands for keys and values that are UTF-8 strings. */
    public GuardedCommands<String, String> commands() {
        return commands;
    }

    /** Returns the commands for keys and values of the given codec. Keep them: making them takes some memory. */
    public <K, V> GuardedCommands<K, V> commands(RedisCodec<K, V> codec) {
        return new GuardedCommands<>(topology, codec, CallerWishes.NONE);
    }

    /**
     * Returns the commands for a place of the code where the policy lets one command pass; see
     * {@link GuardedCommands#allowing}.
     *
     * @throws IllegalArgumentException when redis-guard does not know the command, or the reason is blank
     */
    public GuardedCommands<String, String> allowing(String command, String reason) {
        return commands.allowing(command, reason);
    }

    /**
     * Runs a block that has a connection for itself; see {@link GuardedCommands#exclusive(ExclusiveWork)}, also for the
     * failures of redis-guard.
     *
     * @throws X what the block throws
     * @throws io.redisguard.error.CallInterruptedException when the thread is interrupted while it waits
     * @throws io.redisguard.error.GuardClosedException when the guard is closed
     * @throws IllegalStateException when called from within such a block, or when the servers form a cluster: name a
     *     key then, with {@link GuardedCommands#exclusive(Object, ExclusiveWork)}
     */
    public <R extends @Nullable Object, X extends Exception> R exclusive(ExclusiveWork<String, String, R, X> work)
            throws X {
        return commands.exclusive(work);
    }

    /**
     * Runs a block that has a connection with the given codec for itself; see
     * {@link GuardedCommands#exclusive(ExclusiveWork)}, also for the failures of redis-guard.
     *
     * @throws X what the block throws
     * @throws io.redisguard.error.CallInterruptedException when the thread is interrupted while it waits
     * @throws io.redisguard.error.GuardClosedException when the guard is closed
     * @throws IllegalStateException when called from within such a block, or when the servers form a cluster: name a
     *     key then, with {@link GuardedCommands#exclusive(Object, ExclusiveWork)}
     */
    public <K, V, R extends @Nullable Object, X extends Exception> R exclusive(
            RedisCodec<K, V> codec, ExclusiveWork<K, V, R, X> work) throws X {
        return commands(codec).exclusive(work);
    }

    /**
     * Runs asynchronous work that has a connection for itself; see {@link GuardedCommands#exclusiveAsync}.
     *
     * @param work returns a stage; the connection is its own until that completes
     */
    public <R extends @Nullable Object> CompletableFuture<R> exclusiveAsync(
            ExclusiveWork<String, String, ? extends CompletionStage<R>, ? extends Exception> work) {
        return commands.exclusiveAsync(work);
    }

    /**
     * Runs asynchronous work that has a connection with the given codec; see {@link GuardedCommands#exclusiveAsync}.
     */
    public <K, V, R extends @Nullable Object> CompletableFuture<R> exclusiveAsync(
            RedisCodec<K, V> codec, ExclusiveWork<K, V, ? extends CompletionStage<R>, ? extends Exception> work) {
        return commands(codec).exclusiveAsync(work);
    }

    /**
     * Returns Lettuce's API for clusters, for keys and values that are UTF-8 strings; see
     * {@link GuardedCommands#cluster}.
     *
     * @throws IllegalStateException when the servers form no cluster
     */
    public StatefulRedisClusterConnection<String, String> cluster() {
        return commands.cluster();
    }

    /**
     * Returns Lettuce's API for clusters, for keys and values of the given codec; see {@link GuardedCommands#cluster}.
     *
     * @throws IllegalStateException when the servers form no cluster
     */
    public <K, V> StatefulRedisClusterConnection<K, V> cluster(RedisCodec<K, V> codec) {
        return commands(codec).cluster();
    }

    /**
     * Opens a connection for subscriptions to channels, for keys and values that are UTF-8 strings; see
     * {@link #pubSub(RedisCodec)}.
     */
    public StatefulRedisPubSubConnection<String, String> pubSub() {
        return pubSub(StringCodec.UTF8);
    }

    /**
     * Opens a connection for subscriptions to channels, and for nothing else. It is the caller's own to close; the
     * guard closes it at last. A lost link is made anew, to the primary of that time, and its subscriptions with it;
     * messages that are published meanwhile are lost. Listeners are called on event loops and must return at once.
     *
     * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached
     * @throws io.redisguard.error.ConnectionLostException when no server has answered yet, after a lazy start
     * @throws io.redisguard.error.CallInterruptedException when the thread is interrupted while it waits
     * @throws io.redisguard.error.CommandRejectedException when called on an event loop thread
     * @throws io.redisguard.error.GuardClosedException when the guard is closed
     */
    public <K, V> StatefulRedisPubSubConnection<K, V> pubSub(RedisCodec<K, V> codec) {
        return topology.pubSub(codec);
    }

    /** Returns which rules of the policy were broken so far: by what, how often, and from where in the code. */
    public PolicyReport policyReport() {
        return policy.report();
    }

    /**
     * Takes no more calls, waits up to the drain timeout for those under way, and closes everything it has opened.
     * Calls that are not done by then end as closed. A second call does nothing. On a thread of the client, such as an
     * event loop, it takes no more calls and returns at once; a thread called {@code redis-guard-close} does the rest.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        topology.closeToNewCalls();
        if (GuardedRedisClient.isClientThread()) {
            new Thread(this::end, "redis-guard-close").start();
        } else {
            end();
        }
    }

    private void end() {
        drain();
        topology.close().join();
        roads.close();
        client.end().join();
    }

    private void drain() {
        long start = System.nanoTime();
        long limit = options.drainTimeout().toNanos();
        boolean interrupted = Thread.interrupted(); // it would keep the thread from parking
        while ((topology.inFlight() > 0 || topology.isAnyLent()) && System.nanoTime() - start < limit) {
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Builds a {@link RedisGuard}; not thread-safe. */
    public static final class Builder {
        private @Nullable Deployment deployment;
        private String addressedBy = "";
        private @Nullable ClientOptions clientOptions;
        private @Nullable ClientResources clientResources;
        private ConnectionOptions connection = ConnectionOptions.builder().build();
        private SecurityOptions security = SecurityOptions.builder().build();
        private PolicyOptions policy = PolicyOptions.builder().build();
        private DeadlineOptions deadlines = DeadlineOptions.builder().build();
        private LinkOptions link = LinkOptions.builder().build();
        private RetryOptions retry = RetryOptions.builder().build();
        private CircuitBreakerOptions circuitBreaker =
                CircuitBreakerOptions.builder().build();
        private BulkheadOptions bulkhead = BulkheadOptions.builder().build();
        private ObserveOptions observe = ObserveOptions.builder().build();
        private @Nullable Consumer<? super GuardEvent> listener;

        private Builder() {}

        /**
         * Sets the server, the Sentinels, or the seeds of a cluster, which stand in one URI with commas between them.
         *
         * @throws IllegalArgumentException when the URI is malformed; the message does not contain its password
         * @throws IllegalStateException when {@link #sentinel}, {@link #replicated} or {@link #cluster} was called
         *     before
         */
        @CanIgnoreReturnValue
        public Builder uri(String uri) {
            return deployment("uri", Deployment.of(uri));
        }

        /**
         * Sets the server or the Sentinels.
         *
         * @throws IllegalArgumentException when the URI names no server, or no master for its Sentinels
         * @throws IllegalStateException when {@link #sentinel}, {@link #replicated} or {@link #cluster} was called
         *     before
         */
        @CanIgnoreReturnValue
        public Builder uri(RedisURI uri) {
            return deployment("uri", Deployment.of(uri));
        }

        /**
         * Sets the Sentinels to ask for the primary, without TLS. What else there is to say, {@link #uri(String)} can.
         *
         * @param masterName the name by which they know it
         * @param hostsAndPorts {@code host[:port]} of each
         * @throws IllegalArgumentException naming all that is wrong
         * @throws IllegalStateException when the servers were named by another method before
         */
        @CanIgnoreReturnValue
        public Builder sentinel(String masterName, String... hostsAndPorts) {
            return deployment("sentinel", Deployment.sentinel(masterName, hostsAndPorts));
        }

        /**
         * Sets a primary and its replicas, all of them, in any order: who is what is found out at run time.
         *
         * @param uris {@code redis://} or {@code rediss://}, for each server
         * @throws IllegalArgumentException naming all that is wrong
         * @throws IllegalStateException when the servers were named by another method before
         */
        @CanIgnoreReturnValue
        public Builder replicated(String... uris) {
            return deployment("replicated", Deployment.replicated(uris));
        }

        /**
         * Sets some nodes of a cluster, by which the others are found.
         *
         * @param seeds {@code redis://} or {@code rediss://}, for each node, with the same user
         * @throws IllegalArgumentException naming all that is wrong
         * @throws IllegalStateException when the servers were named by another method before
         */
        @CanIgnoreReturnValue
        public Builder cluster(String... seeds) {
            return deployment("cluster", Deployment.cluster(seeds));
        }

        @CanIgnoreReturnValue
        private Builder deployment(String by, Deployment named) {
            if (deployment != null && !addressedBy.equals(by)) {
                throw new IllegalStateException(
                        by + "(…) was called after " + addressedBy + "(…), but a guard has one deployment. Keep one.");
            }
            deployment = named;
            addressedBy = by;
            return this;
        }

        /** Sets how connections are made, kept and bounded. */
        @CanIgnoreReturnValue
        public Builder connection(ConnectionOptions connection) {
            this.connection = connection;
            return this;
        }

        /** Sets what connections demand of servers, and show of themselves: TLS, certificates, credentials. */
        @CanIgnoreReturnValue
        public Builder security(SecurityOptions security) {
            this.security = security;
            return this;
        }

        /** Sets which rules calls are held against, and what happens to those that break one. */
        @CanIgnoreReturnValue
        public Builder policy(PolicyOptions policy) {
            this.policy = policy;
            return this;
        }

        /** Sets how long calls may take. */
        @CanIgnoreReturnValue
        public Builder deadlines(DeadlineOptions deadlines) {
            this.deadlines = deadlines;
            return this;
        }

        /** Sets how links are watched, and how long calls may wait for one. */
        @CanIgnoreReturnValue
        public Builder link(LinkOptions link) {
            this.link = link;
            return this;
        }

        /** Sets how calls are repeated whose repetition does no harm. */
        @CanIgnoreReturnValue
        public Builder retry(RetryOptions retry) {
            this.retry = retry;
            return this;
        }

        /** Sets when the circuit breaker of a node opens, and how it closes again. */
        @CanIgnoreReturnValue
        public Builder circuitBreaker(CircuitBreakerOptions circuitBreaker) {
            this.circuitBreaker = circuitBreaker;
            return this;
        }

        /** Sets how many commands may be on the wire to one node. */
        @CanIgnoreReturnValue
        public Builder bulkhead(BulkheadOptions bulkhead) {
            this.bulkhead = bulkhead;
            return this;
        }

        /** Sets what operators are shown of calls, and where: meters, slow calls, spans. */
        @CanIgnoreReturnValue
        public Builder observe(ObserveOptions observe) {
            this.observe = observe;
            return this;
        }

        /**
         * Sets who hears of what happens on the road; {@link GuardEvent} has all of it: links lost, made, ended or
         * waited for in vain, calls repeated, not repeated, redirected, refused or slow, the state of the circuit
         * breaker, violations of the policy, exhausted pools and connections held too long, refused logins. It is
         * called on any thread, callers' and event loops among them, and must return at once. What it causes itself on
         * the thread it is called on, by using the guard, is counted but not told to it.
         */
        @CanIgnoreReturnValue
        public Builder onEvent(Consumer<? super GuardEvent> listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Sets Lettuce's own options. They are kept as they are, but for what at-most-once and the deadlines rest on:
         * disconnected behaviour, replay filter, request queue and timeouts. Dangerous ones are named in one warning,
         * but no replay filter and no queue size.
         */
        @CanIgnoreReturnValue
        public Builder clientOptions(ClientOptions clientOptions) {
            this.clientOptions = clientOptions;
            return this;
        }

        /** Sets Lettuce's resources. They are shared and stay open when the guard is closed. */
        @CanIgnoreReturnValue
        public Builder clientResources(ClientResources clientResources) {
            this.clientResources = clientResources;
            return this;
        }

        /**
         * Connects.
         *
         * @throws IllegalArgumentException when no server is set, or options contradict each other
         * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached, unless a lazy start is
         *     asked for
         */
        public RedisGuard build() {
            Deployment named = deployment;
            OptionCheck.of("guard")
                    .require(named != null, "uri", null, "redis://host:port")
                    .require(connection != null, "connection", null, "ConnectionOptions")
                    .require(security != null, "security", null, "SecurityOptions")
                    .require(policy != null, "policy", null, "PolicyOptions")
                    .require(deadlines != null, "deadlines", null, "DeadlineOptions")
                    .require(link != null, "link", null, "LinkOptions")
                    .require(retry != null, "retry", null, "RetryOptions")
                    .require(circuitBreaker != null, "circuit-breaker", null, "CircuitBreakerOptions")
                    .require(bulkhead != null, "bulkhead", null, "BulkheadOptions")
                    .require(observe != null, "observe", null, "ObserveOptions")
                    .require(
                            waitsInTime(),
                            "blocking.max-wait",
                            connection == null
                                    ? null
                                    : Text.of(connection.blocking().maxWait()),
                            "at most blocking-margin, in which a call that waits on the server must also be answered")
                    .throwIfBroken();
            security.checkAgainst(Objects.requireNonNull(named), clientOptions);
            Deployment servers = security.loggingIn(named);
            ConnectionOptions connectionOptions = connection;
            GuardObserver observer = GuardObserver.of(observe, listener);
            Policy rules = new Policy(rules(servers), System::nanoTime, new GuardEvents(observer.listener()));
            Roads roads = new Roads(
                    observer,
                    rules,
                    deadlines,
                    new ResilienceOptions(link, retry, circuitBreaker, bulkhead),
                    new Random()); // thread-safe, and rarely asked
            GuardedRedisClient client = connectionOptions.client(
                    servers.servers().get(0),
                    clientOptions,
                    clientResources,
                    security,
                    Math.max(bulkhead.maxInFlight(), bulkhead.maxInFlightExclusive()),
                    roads);
            client.watchCredentials(new GuardEvents(observer.listener()));
            Pools pools = new Pools(client, connectionOptions, new GuardEvents(observer.listener()), observer::pool);
            Topology topology = new Topology(servers, client, connectionOptions, pools);
            try {
                topology.start();
            } catch (RuntimeException e) {
                topology.closeToNewCalls();
                topology.close().join();
                roads.close();
                client.end();
                throw e;
            }
            return new RedisGuard(client, connectionOptions, rules, roads, topology);
        }

        private boolean waitsInTime() {
            return connection == null
                    || deadlines == null
                    || connection.blocking().maxWait().compareTo(deadlines.blockingMargin()) <= 0;
        }

        /** A cluster refuses commands with keys of several slots, so it is better told before. */
        private PolicyOptions rules(Deployment servers) {
            return servers.kind() == Deployment.Kind.CLUSTER
                    ? policy.toBuilder().slots(SlotDemand.ONE_SLOT).build()
                    : policy;
        }
    }
}
