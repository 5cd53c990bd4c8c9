package io.redisguard.test;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.function.Consumer;

/**
 * A primary and its replicas, and the faults that can be done to their replication. Nobody watches over them: a primary
 * that dies stays the primary until {@link #promote(RedisServer)}.
 */
public final class ReplicatedRedis implements RedisTopology {
    private final ServerGroup group;
    private final Replication replication = new Replication();
    private volatile RedisServer primary;

    private ReplicatedRedis(ServerGroup group) {
        this.group = group;
        primary = group.all().get(0);
    }

    /**
     * Starts a primary with {@link Builder#DEFAULT_REPLICAS} replicas.
     *
     * @throws IllegalStateException when there is no source of servers or one does not come up
     */
    public static ReplicatedRedis start() {
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

    /** Returns the primary, alive or not. */
    public RedisServer primary() {
        return primary;
    }

    /** Returns all other servers, alive or not. */
    public List<RedisServer> replicas() {
        return group.without(primary);
    }

    /** Returns when every replica that can be had everything the primary has now. */
    public void awaitSync() {
        Replication.awaitSync(primary, undisturbedReplicas());
    }

    /**
     * Lets a replica fall behind without noticing: it answers with older and older data and reports its connection to
     * the primary as up. Ends with {@link #resumeReplication}.
     */
    public synchronized void pauseReplication(RedisServer replica) {
        requireReplica(replica);
        replication.hold(replica, primary);
    }

    /**
     * Cuts a replica off: it answers with old data and reports its connection to the primary as down. Ends with
     * {@link #resumeReplication}.
     */
    public synchronized void cutReplication(RedisServer replica) {
        requireReplica(replica);
        replication.cut(replica, primary);
    }

    /** Lets a replica follow again and returns when its connection is up; nothing happens to one that does. */
    public synchronized void resumeReplication(RedisServer replica) {
        requireReplica(replica);
        replication.resume(replica, primary);
        Replication.awaitFollowers(primary, List.of(replica));
    }

    /**
     * Makes a replica the primary and the others its replicas, and returns when they follow. A primary that answers
     * hands over without losing a write; what a dead one had not passed on is lost, as is what a paused replica missed.
     */
    public synchronized void promote(RedisServer replica) {
        requireReplica(replica);
        RedisServer old = primary;
        if (old.isResponsive() && !replication.isDisturbed(replica)) {
            replication.handOver(old, replica);
        } else {
            replication.lead(replica);
        }
        primary = replica;
        List<RedisServer> followers =
                replicas().stream().filter(RedisServer::isResponsive).toList();
        followers.forEach(follower -> replication.follow(follower, replica));
        Replication.awaitFollowers(replica, followers);
    }

    @Override
    public synchronized void restore() {
        group.revive();
        if (!Replication.isPrimary(primary)) {
            replication.lead(primary);
        }
        for (RedisServer replica : replicas()) {
            if (replication.isDisturbed(replica) || !Replication.follows(replica, primary)) {
                replication.follow(replica, primary);
            }
        }
        Replication.awaitFollowers(primary, replicas());
    }

    @Override
    public synchronized void close() {
        replication.close();
        group.close();
    }

    private List<RedisServer> undisturbedReplicas() {
        return replicas().stream()
                .filter(replica -> replica.isResponsive() && !replication.isDisturbed(replica))
                .toList();
    }

    private void requireReplica(RedisServer server) {
        group.requireMember(server);
        if (server == primary) {
            throw new IllegalArgumentException(server + " is the primary, not a replica.");
        }
    }

    /** Collects what the servers should be like. */
    public static final class Builder {
        /** The number of replicas without {@link #replicas(int)}. */
        public static final int DEFAULT_REPLICAS = 2;

        private final ServerTemplate template = new ServerTemplate();
        private int replicas = DEFAULT_REPLICAS;

        private Builder() {}

        /** Sets the number of replicas, at least 1. */
        @CanIgnoreReturnValue
        public Builder replicas(int wanted) {
            replicas = wanted;
            return this;
        }

        /** Adds a line of redis.conf to every server, see {@link RedisServer.Builder#config}. */
        @CanIgnoreReturnValue
        public Builder config(String key, String value) {
            return eachServer(server -> server.config(key, value));
        }

        /** Does the same to the builder of every server. */
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
         * Starts the servers and returns when all replicas follow.
         *
         * @throws IllegalArgumentException naming what is wrong with the options
         * @throws IllegalStateException when there is no source of servers or one does not come up
         * @throws UnsupportedOperationException when the environment gives a server by its address
         */
        public ReplicatedRedis start() {
            if (replicas < 1) {
                throw new IllegalArgumentException("replicas is " + replicas + " but must be at least 1.");
            }
            template.requireOwnServers("ReplicatedRedis");
            ServerGroup group = new ServerGroup();
            try {
                Replication.start(group, template, replicas);
                return new ReplicatedRedis(group);
            } catch (RuntimeException e) {
                group.close();
                throw e;
            }
        }
    }
}
