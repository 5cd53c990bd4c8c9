package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A primary with replicas, watched over by three Sentinels of which two decide. A primary that dies is replaced within
 * seconds; when it is started again, the Sentinels make it a replica.
 */
public final class SentinelRedis implements RedisTopology {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ServerGroup group;
    private final SentinelGroup sentinels;
    private final Replication replication = new Replication();

    private SentinelRedis(ServerGroup group, SentinelGroup sentinels) {
        this.group = group;
        this.sentinels = sentinels;
    }

    /**
     * Starts a primary with replicas and Sentinels with the defaults.
     *
     * @throws IllegalStateException when there is no source of servers or one does not come up
     */
    public static SentinelRedis start() {
        return builder().start();
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public List<RedisServer> servers() {
        return group.all();
    }

    /** Returns the Sentinels, alive or not. */
    public List<RedisServer> sentinels() {
        return sentinels.all();
    }

    /** Returns the name under which the Sentinels know the primary. */
    public String masterName() {
        return SentinelGroup.NAME;
    }

    /** Returns {@code redis-sentinel://host:port,host:port,host:port#name}, with TLS {@code rediss-sentinel://…}. */
    public String sentinelUri() {
        boolean tls = sentinels.all().get(0).uri().startsWith("rediss:");
        return sentinels.all().stream()
                .map(sentinel -> sentinel.host() + ":" + sentinel.port())
                .collect(
                        Collectors.joining(",", (tls ? "rediss" : "redis") + "-sentinel://", "#" + SentinelGroup.NAME));
    }

    /**
     * Returns what most Sentinels name as the primary: a dead one until the failover is over.
     *
     * @throws IllegalStateException when no Sentinel answers
     */
    public RedisServer primary() {
        return group.at(sentinels.primaryPort());
    }

    /** Returns all other servers, alive or not. */
    public List<RedisServer> replicas() {
        return group.without(primary());
    }

    /** Returns when every replica that answers has everything the primary has now. */
    public void awaitSync() {
        Replication.awaitSync(
                primary(),
                replicas().stream()
                        .filter(replica -> replica.isResponsive() && !replication.isDisturbed(replica))
                        .toList());
    }

    /** See {@link ReplicatedRedis#pauseReplication}. The Sentinels are kept from repairing it. */
    public synchronized void pauseReplication(RedisServer replica) {
        RedisServer primary = requireReplica(replica);
        sentinels.repairReplicas(false);
        replication.hold(replica, primary);
    }

    /** See {@link ReplicatedRedis#resumeReplication}. */
    public synchronized void resumeReplication(RedisServer replica) {
        RedisServer primary = requireReplica(replica);
        replication.resume(replica, primary);
        sentinels.repairReplicas(true);
        Replication.awaitFollowers(primary, List.of(replica));
    }

    /**
     * Lets the Sentinels replace a primary that is well and returns the new one once all of them name it and the other
     * replicas follow. The old one takes writes, which will be lost, until the Sentinels make it a replica too, as
     * anywhere some ten seconds later; {@link #restore()} does so at once.
     */
    @CanIgnoreReturnValue
    public synchronized RedisServer failOver() {
        RedisServer old = primary();
        sentinels.failOver();
        Patience.await(LIMIT, "The failover from " + old, () -> primary() != old, sentinels::evidence);
        RedisServer fresh = awaitFailover();
        Replication.awaitFollowers(
                fresh,
                replicas().stream()
                        .filter(replica ->
                                replica != old && replica.isResponsive() && !replication.isDisturbed(replica))
                        .toList());
        return fresh;
    }

    /** Kills the primary and returns it. */
    @CanIgnoreReturnValue
    public synchronized RedisServer killPrimary() {
        RedisServer primary = primary();
        primary.kill();
        return primary;
    }

    /** Returns the primary once all Sentinels that answer name the same and it is alive and takes writes. */
    @CanIgnoreReturnValue
    public RedisServer awaitFailover() {
        Patience.await(
                LIMIT,
                "A primary that all Sentinels name",
                () -> sentinels.areAgreed() && primary().isResponsive() && Replication.isPrimary(primary()),
                sentinels::evidence);
        return primary();
    }

    @Override
    public synchronized void restore() {
        sentinels.revive();
        group.revive();
        sentinels.repairReplicas(true);
        Patience.await(LIMIT, "A topology in order", () -> isInOrder() || repair(), this::evidence);
    }

    @Override
    public synchronized void close() {
        sentinels.close();
        replication.close();
        group.close();
    }

    private boolean isInOrder() {
        if (!sentinels.areContent(group.all().size() - 1)) {
            return false;
        }
        RedisServer primary = primary();
        return Replication.isPrimary(primary)
                && group.without(primary).stream().allMatch(replica -> Replication.follows(replica, primary));
    }

    /** Does what the Sentinels would do too, only later; keeps out of their way while they are at it. */
    private boolean repair() {
        if (sentinels.areAgreed() && sentinels.areQuiet()) {
            RedisServer primary = primary();
            if (!Replication.isPrimary(primary)) {
                replication.lead(primary);
            }
            for (RedisServer replica : group.without(primary)) {
                if (replication.isDisturbed(replica) || !Replication.isFollowing(replica, primary)) {
                    replication.follow(replica, primary);
                }
            }
        }
        return false;
    }

    private String evidence() {
        return sentinels.evidence() + " The servers say: "
                + group.responsive().stream().map(Replication::facts).toList();
    }

    private RedisServer requireReplica(RedisServer server) {
        group.requireMember(server);
        RedisServer primary = primary();
        if (server == primary) {
            throw new IllegalArgumentException(server + " is the primary, not a replica.");
        }
        return primary;
    }

    /** Collects what servers and Sentinels should be like. */
    public static final class Builder {
        /** The number of replicas without {@link #replicas(int)}. */
        public static final int DEFAULT_REPLICAS = 2;

        /** How long a server may be silent without {@link #downAfter(Duration)}. */
        public static final Duration DEFAULT_DOWN_AFTER = Duration.ofMillis(1_500);

        /**
         * The shortest such time. Sentinels ping once a second; with less patience they call a primary down, and
         * replace it, that they have only just promoted.
         */
        public static final Duration MIN_DOWN_AFTER = Duration.ofMillis(1_200);

        /** How long a failover may take without {@link #failoverTimeout(Duration)}. */
        public static final Duration DEFAULT_FAILOVER_TIMEOUT = Duration.ofSeconds(3);

        private final ServerTemplate template = new ServerTemplate();
        private int replicas = DEFAULT_REPLICAS;
        private Duration downAfter = DEFAULT_DOWN_AFTER;
        private Duration failoverTimeout = DEFAULT_FAILOVER_TIMEOUT;

        private Builder() {}

        /** Sets the number of replicas, at least 1. */
        @CanIgnoreReturnValue
        public Builder replicas(int wanted) {
            replicas = wanted;
            return this;
        }

        /** Sets how long a server may be silent before a Sentinel calls it down, at least {@link #MIN_DOWN_AFTER}. */
        @CanIgnoreReturnValue
        public Builder downAfter(Duration wanted) {
            downAfter = wanted;
            return this;
        }

        /** Sets how long a failover may take; the next attempt begins after twice that. */
        @CanIgnoreReturnValue
        public Builder failoverTimeout(Duration wanted) {
            failoverTimeout = wanted;
            return this;
        }

        /** Adds a line of redis.conf to every server but the Sentinels, see {@link RedisServer.Builder#config}. */
        @CanIgnoreReturnValue
        public Builder config(String key, String value) {
            return eachServer(server -> server.config(key, value));
        }

        /** Does the same to the builder of every server but the Sentinels; these take over what is about TLS. */
        @CanIgnoreReturnValue
        public Builder eachServer(Consumer<RedisServer.Builder> step) {
            template.add(step);
            return this;
        }

        /** Prescribes a source, whatever else the environment says. */
        @CanIgnoreReturnValue
        public Builder source(ServerSource wanted) {
            template.source(wanted);
            return this;
        }

        /**
         * Starts servers and Sentinels and returns when the Sentinels know each other and all replicas.
         *
         * @throws IllegalArgumentException naming what is wrong with the options
         * @throws IllegalStateException when there is no source of servers or one does not come up
         * @throws UnsupportedOperationException when the environment gives a server by its address
         */
        public SentinelRedis start() {
            check();
            template.requireOwnServers("SentinelRedis");
            ServerGroup group = new ServerGroup();
            SentinelGroup sentinels = new SentinelGroup(template, downAfter, failoverTimeout);
            try {
                Replication.start(group, template, replicas);
                sentinels.start(group.all().get(0));
                SentinelRedis redis = new SentinelRedis(group, sentinels);
                Patience.await(LIMIT, "A topology in order", redis::isInOrder, redis::evidence);
                return redis;
            } catch (RuntimeException e) {
                sentinels.close();
                group.close();
                throw e;
            }
        }

        private void check() {
            List<String> problems = new ArrayList<>();
            if (replicas < 1) {
                problems.add("replicas is " + replicas + " but must be at least 1");
            }
            if (downAfter.compareTo(MIN_DOWN_AFTER) < 0) {
                problems.add("downAfter is " + downAfter + " but must be at least " + MIN_DOWN_AFTER);
            }
            if (failoverTimeout.toMillis() < 1) {
                problems.add("failoverTimeout is " + failoverTimeout + " but must be at least a millisecond");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("Sentinel options: " + String.join("; ", problems) + ".");
            }
        }
    }
}
