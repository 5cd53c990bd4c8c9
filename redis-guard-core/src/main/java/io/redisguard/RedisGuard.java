package io.redisguard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.ExclusiveLink;
import io.redisguard.connection.ExclusiveWork;
import io.redisguard.connection.SharedLink;
import io.redisguard.internal.OptionCheck;
import io.redisguard.lettuce.GuardedRedisClient;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.Policy;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyReport;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A guarded connection to one Redis server: Lettuce's own API, on which every call has a deadline and is sent again
 * only where that cannot apply it twice. Thread-safe; make one per server and close it when the application ends.
 */
public final class RedisGuard implements AutoCloseable {
    private static final long DRAIN_POLL_NANOS = 1_000_000;

    private final GuardedRedisClient client;
    private final ConnectionOptions options;
    private final SharedLink shared;
    private final ExclusiveLink exclusive;
    private final GuardedCommands<String, String> commands;
    private final Policy policy;
    private final Roads roads;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RedisGuard(
            GuardedRedisClient client, ConnectionOptions options, Policy policy, Roads roads, SharedLink shared) {
        this.client = client;
        this.options = options;
        this.policy = policy;
        this.roads = roads;
        this.shared = shared;
        this.exclusive = new ExclusiveLink(client, options);
        this.commands = commands(StringCodec.UTF8);
    }

    /**
     * Connects with production defaults.
     *
     * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://} for TLS
     * @throws IllegalArgumentException when the URI is malformed
     * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached
     */
    public static RedisGuard connect(String uri) {
        return builder().uri(uri).build();
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
        return new GuardedCommands<>(shared, exclusive, codec, CallerWishes.NONE);
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
     * Runs a block that has a connection for itself; see {@link GuardedCommands#exclusive}.
     *
     * @throws X what the block throws
     */
    public <R extends @Nullable Object, X extends Exception> R exclusive(ExclusiveWork<String, String, R, X> work)
            throws X {
        return commands.exclusive(work);
    }

    /** Runs a block that has a connection with the given codec for itself; see {@link GuardedCommands#exclusive}. */
    public <K, V, R extends @Nullable Object, X extends Exception> R exclusive(
            RedisCodec<K, V> codec, ExclusiveWork<K, V, R, X> work) throws X {
        return exclusive.run(codec, CallerWishes.NONE, work);
    }

    /** Returns which rules of the policy were broken so far: by what, how often, and from where in the code. */
    public PolicyReport policyReport() {
        return policy.report();
    }

    /**
     * Takes no more calls, waits up to the drain timeout for those under way, and closes everything it has opened.
     * Calls that are not done by then end as closed. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        exclusive.closeToNewCalls();
        int underWay = shared.closeToNewCalls();
        if (GuardedRedisClient.isClientThread()) {
            new Thread(() -> end(underWay), "redis-guard-close").start();
        } else {
            end(underWay);
        }
    }

    private void end(int underWay) {
        drain(underWay);
        exclusive.close();
        shared.close().join();
        roads.close();
        client.end().join();
    }

    private void drain(int underWay) {
        long start = System.nanoTime();
        long limit = options.drainTimeout().toNanos();
        int left = underWay;
        boolean interrupted = Thread.interrupted(); // it would keep the thread from parking
        while ((left > 0 || exclusive.isLent()) && System.nanoTime() - start < limit) {
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
            left = shared.inFlight();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Builds a {@link RedisGuard}; not thread-safe. */
    public static final class Builder {
        private @Nullable RedisURI uri;
        private @Nullable ClientOptions clientOptions;
        private @Nullable ClientResources clientResources;
        private ConnectionOptions connection = ConnectionOptions.builder().build();
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
         * Sets the server.
         *
         * @throws IllegalArgumentException when the URI is malformed; the message does not contain its password
         */
        @CanIgnoreReturnValue
        public Builder uri(String uri) {
            this.uri = ServerUri.parse(uri);
            return this;
        }

        /**
         * Sets the server.
         *
         * @throws IllegalArgumentException when the URI names Sentinels, or no server at all
         */
        @CanIgnoreReturnValue
        public Builder uri(RedisURI uri) {
            this.uri = ServerUri.check(uri);
            return this;
        }

        /** Sets how connections are made, kept and bounded. */
        @CanIgnoreReturnValue
        public Builder connection(ConnectionOptions connection) {
            this.connection = connection;
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
         * Sets who hears of what happens on the road: links lost and made, calls repeated or refused, the state of the
         * circuit breaker, violations of the policy, slow calls. It is called on any thread, callers' and event loops
         * among them, and must return at once. What it causes itself on the thread it is called on, by using the guard,
         * is counted but not told to it.
         */
        @CanIgnoreReturnValue
        public Builder onEvent(Consumer<? super GuardEvent> listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Sets Lettuce's own options. They are kept as they are, but for what at-most-once and the deadlines rest on:
         * disconnected behaviour, request queue and timeouts. Dangerous ones are named in one warning.
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
         * @throws IllegalArgumentException when no URI is set
         * @throws io.redisguard.error.ConnectFailedException when the server cannot be reached, unless a lazy start is
         *     asked for
         */
        public RedisGuard build() {
            RedisURI server = uri;
            OptionCheck.of("guard")
                    .require(server != null, "uri", null, "redis://host:port")
                    .require(connection != null, "connection", null, "ConnectionOptions")
                    .require(policy != null, "policy", null, "PolicyOptions")
                    .require(deadlines != null, "deadlines", null, "DeadlineOptions")
                    .require(link != null, "link", null, "LinkOptions")
                    .require(retry != null, "retry", null, "RetryOptions")
                    .require(circuitBreaker != null, "circuit-breaker", null, "CircuitBreakerOptions")
                    .require(bulkhead != null, "bulkhead", null, "BulkheadOptions")
                    .require(observe != null, "observe", null, "ObserveOptions")
                    .throwIfBroken();
            ConnectionOptions connectionOptions = connection;
            GuardObserver observer = GuardObserver.of(observe, listener);
            Policy rules = new Policy(policy, System::nanoTime, new GuardEvents(observer.listener()));
            Roads roads = new Roads(
                    observer,
                    rules,
                    deadlines,
                    new ResilienceOptions(link, retry, circuitBreaker, bulkhead),
                    new Random()); // thread-safe, and rarely asked
            GuardedRedisClient client = connectionOptions.client(
                    Objects.requireNonNull(server),
                    clientOptions,
                    clientResources,
                    Math.max(bulkhead.maxInFlight(), bulkhead.maxInFlightExclusive()),
                    roads);
            SharedLink shared = new SharedLink(client, connectionOptions);
            try {
                shared.start();
            } catch (RuntimeException e) {
                roads.close();
                client.end();
                throw e;
            }
            return new RedisGuard(client, connectionOptions, rules, roads, shared);
        }
    }
}
