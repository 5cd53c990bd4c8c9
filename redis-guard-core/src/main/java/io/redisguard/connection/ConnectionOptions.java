package io.redisguard.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.redisguard.command.CommandRoad;
import io.redisguard.internal.OptionCheck;
import io.redisguard.internal.Text;
import io.redisguard.lettuce.CommandLimits;
import io.redisguard.lettuce.DriverSettings;
import io.redisguard.lettuce.GuardedRedisClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How connections are made, kept and bounded. Immutable. */
public final class ConnectionOptions {
    /** Room above the limit in flight for what Lettuce sends by itself. */
    private static final int QUEUE_MARGIN = 64;

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int LARGEST_COMMAND = 512 * MEBIBYTE;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    private static final int KEEP_ALIVE_COUNT = 3;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration KERNEL_SECOND = Duration.ofSeconds(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Duration connectTimeout;
    private final StartUp startUp;
    private final PoolOptions exclusive;
    private final PoolOptions blocking;
    private final ReplicaOptions replicas;
    private final Duration drainTimeout;
    private final Duration tcpUserTimeout;
    private final int maxCommandBytes;
    private final String clientName;

    private ConnectionOptions(Builder builder) {
        connectTimeout = builder.connectTimeout;
        startUp = builder.startUp;
        exclusive = builder.exclusive;
        blocking = builder.blocking;
        replicas = builder.replicas;
        drainTimeout = builder.drainTimeout;
        tcpUserTimeout = builder.tcpUserTimeout;
        maxCommandBytes = builder.maxCommandBytes;
        clientName = builder.clientName;
        OptionCheck.of("connection")
                .between(SHORTEST, AN_HOUR, "connect-timeout", connectTimeout)
                .require(startUp != null, "start-up", startUp, "FAIL_FAST or LAZY")
                .require(exclusive != null, "exclusive", null, "PoolOptions")
                .require(blocking != null, "blocking", null, "PoolOptions")
                .require(replicas != null, "replicas", null, "ReplicaOptions")
                .between(Duration.ZERO, AN_HOUR, "drain-timeout", drainTimeout)
                .between(KERNEL_SECOND, AN_HOUR, "tcp-user-timeout", tcpUserTimeout)
                .between(1, LARGEST_COMMAND, "max-command-bytes", maxCommandBytes)
                .require(isName(clientName), "client-name", clientName, "printable ASCII without spaces")
                .throwIfBroken();
    }

    private static boolean isName(@Nullable String name) {
        return name != null && !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Returns a builder with the protective defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder()
                .connectTimeout(connectTimeout)
                .startUp(startUp)
                .exclusive(exclusive)
                .blocking(blocking)
                .replicas(replicas)
                .drainTimeout(drainTimeout)
                .tcpUserTimeout(tcpUserTimeout)
                .maxCommandBytes(maxCommandBytes)
                .clientName(clientName);
    }

    /** Returns how long the making of a connection may take; its handshake may take as long again. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Returns what happens when the server is down at the start. */
    public StartUp startUp() {
        return startUp;
    }

    /** Returns the bounds of the pool that exclusive blocks take their connections from. */
    public PoolOptions exclusive() {
        return exclusive;
    }

    /** Returns the bounds of the pool for commands that wait on the server. */
    public PoolOptions blocking() {
        return blocking;
    }

    /** Returns when reads go to replicas. */
    public ReplicaOptions replicas() {
        return replicas;
    }

    /** Returns how long closing waits for calls under way. */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /** Returns after what time without acknowledgement the kernel gives up a connection. */
    public Duration tcpUserTimeout() {
        return tcpUserTimeout;
    }

    /** Returns how many bytes one command may have on the wire. */
    public int maxCommandBytes() {
        return maxCommandBytes;
    }

    /** Returns the name that {@code CLIENT LIST} shows, unless the URI has one. */
    public String clientName() {
        return clientName;
    }

    /** Creates the client that makes connections of this kind, for so many commands each; it has none yet. */
    public GuardedRedisClient client(
            RedisURI uri,
            @Nullable ClientOptions users,
            @Nullable ClientResources usersResources,
            SecurityOptions security,
            int maxInFlight,
            CommandRoad.Builder roads) {
        DriverSettings settings = new DriverSettings(
                connectTimeout,
                tcpUserTimeout,
                KEEP_ALIVE,
                KEEP_ALIVE,
                KEEP_ALIVE_COUNT,
                clientName,
                maxInFlight + QUEUE_MARGIN,
                security.settings());
        return GuardedRedisClient.create(
                uri, users, usersResources, settings, roads, new CommandLimits(maxCommandBytes));
    }

    /** Names the options and their values */
    @Override
    public String toString() {
        return "ConnectionOptions[connect-timeout=" + Text.of(connectTimeout) + ", start-up=" + startUp
                + ", drain-timeout=" + Text.of(drainTimeout)
                + ", tcp-user-timeout=" + Text.of(tcpUserTimeout) + ", max-command-bytes=" + maxCommandBytes
                + ", client-name=" + clientName + ", exclusive=" + exclusive + ", blocking=" + blocking
                + ", replicas=" + replicas + "]";
    }

    /** Builds {@link ConnectionOptions}; not thread-safe. */
    public static final class Builder {
        private Duration connectTimeout = Duration.ofSeconds(1);
        private StartUp startUp = StartUp.FAIL_FAST;
        private PoolOptions exclusive = PoolOptions.builder().build();

        /** What waits on the server is lent for as long as its caller wishes, and ends by its deadline. */
        private PoolOptions blocking =
                PoolOptions.builder().maxSize(16).leakAfter(Duration.ZERO).build();

        private ReplicaOptions replicas = ReplicaOptions.builder().build();
        private Duration drainTimeout = Duration.ofSeconds(2);
        private Duration tcpUserTimeout = Duration.ofSeconds(10);
        private int maxCommandBytes = 32 * MEBIBYTE;
        private String clientName = "redis-guard";

        private Builder() {}

        /** Sets how long the making of a connection may take. */
        @CanIgnoreReturnValue
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** Sets what happens when the server is down at the start. */
        @CanIgnoreReturnValue
        public Builder startUp(StartUp startUp) {
            this.startUp = startUp;
            return this;
        }

        /** Sets the bounds of the pool that exclusive blocks take their connections from. */
        @CanIgnoreReturnValue
        public Builder exclusive(PoolOptions exclusive) {
            this.exclusive = exclusive;
            return this;
        }

        /** Sets the bounds of the pool for commands that wait on the server. */
        @CanIgnoreReturnValue
        public Builder blocking(PoolOptions blocking) {
            this.blocking = blocking;
            return this;
        }

        /** Sets when reads go to replicas. */
        @CanIgnoreReturnValue
        public Builder replicas(ReplicaOptions replicas) {
            this.replicas = replicas;
            return this;
        }

        /** Sets how long closing waits for calls under way; zero waits for none. */
        @CanIgnoreReturnValue
        public Builder drainTimeout(Duration drainTimeout) {
            this.drainTimeout = drainTimeout;
            return this;
        }

        /** Sets after what time without acknowledgement the kernel gives up a connection (Linux only). */
        @CanIgnoreReturnValue
        public Builder tcpUserTimeout(Duration tcpUserTimeout) {
            this.tcpUserTimeout = tcpUserTimeout;
            return this;
        }

        /** Sets how many bytes one command may have on the wire. */
        @CanIgnoreReturnValue
        public Builder maxCommandBytes(int maxCommandBytes) {
            this.maxCommandBytes = maxCommandBytes;
            return this;
        }

        /** Sets the name that {@code CLIENT LIST} shows, unless the URI has one. */
        @CanIgnoreReturnValue
        public Builder clientName(String clientName) {
            this.clientName = clientName;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException naming every bad option
         */
        public ConnectionOptions build() {
            return new ConnectionOptions(this);
        }
    }
}
