package io.redisguard.connection;

import io.redisguard.command.CommandCall;
import io.redisguard.error.ConnectionLostException;
import java.util.Collection;
import java.util.List;

/** Which node plays which part. Thread-safe. */
interface Layout {
    /**
     * Returns the node that takes the writes of what the call is about.
     *
     * @throws io.lettuce.core.RedisException a {@link io.redisguard.error.GuardFailure}, when there is none, or when
     *     the call belongs to no single node
     */
    Node primaryOf(CommandCall call);

    /** Returns the node that takes the writes of a slot. */
    Node primaryOf(int slot);

    /** Returns the nodes that have copies of what the primary has. */
    List<Node> replicasOf(Node primary);

    /** Returns all nodes that take writes. */
    Collection<Node> primaries();

    /** Tells whether everything has a primary. */
    boolean isComplete();

    /** Tells whether a node plays a part. */
    boolean has(Node node);

    /** Takes the place of the layout before. */
    default void follows(Layout before) {}

    /** Notes that a node has begun to take calls. */
    default void joins(Node node) {}

    /** Notes that a slot has another primary now. */
    default void moved(int slot, Node to) {}

    /** Returns the failure of a call for which there is no node. */
    static ConnectionLostException noPrimary(String command, String what) {
        return new ConnectionLostException(
                command + " was not sent: " + what + ". The servers are being asked again; see whether a failover is"
                        + " under way.",
                null,
                false);
    }

    /**
     * One primary for everything.
     *
     * @param primary takes all writes
     * @param replicas have copies
     */
    record OnePrimary(Node primary, List<Node> replicas) implements Layout {
        public OnePrimary {
            replicas = List.copyOf(replicas);
        }

        @Override
        public Node primaryOf(CommandCall call) {
            return primary;
        }

        @Override
        public Node primaryOf(int slot) {
            return primary;
        }

        @Override
        public List<Node> replicasOf(Node of) {
            return replicas;
        }

        @Override
        public Collection<Node> primaries() {
            return List.of(primary);
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public boolean has(Node node) {
            return node == primary || replicas.contains(node);
        }
    }

    /**
     * Nobody has been found yet.
     *
     * @param name of what is looked for
     */
    record Unknown(String name) implements Layout {
        @Override
        public Node primaryOf(CommandCall call) {
            throw noPrimary(call.facts().name(), "no server of " + name + " has answered yet");
        }

        @Override
        public Node primaryOf(int slot) {
            throw noPrimary("The call", "no server of " + name + " has answered yet");
        }

        @Override
        public List<Node> replicasOf(Node of) {
            return List.of();
        }

        @Override
        public Collection<Node> primaries() {
            return List.of();
        }

        @Override
        public boolean isComplete() {
            return false;
        }

        @Override
        public boolean has(Node node) {
            return true;
        }
    }
}
