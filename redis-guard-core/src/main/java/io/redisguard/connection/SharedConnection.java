package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.lettuce.Dispatcher;
import io.redisguard.lettuce.GuardedConnection;

/** A handle on the connections that everybody shares: each call takes the one it belongs on. Thread-safe. */
public final class SharedConnection<K, V> extends SharedHandle<K, V> {
    private final Topology topology;

    /** Creates a handle for calls with these wishes. */
    public SharedConnection(Topology topology, RedisCodec<K, V> codec, CallerWishes wishes) {
        super(topology.client(), codec, wishes);
        this.topology = topology;
    }

    /** The one to the primary; a cluster has several, and lends none of them here. */
    @Override
    protected GuardedConnection<byte[], byte[]> connection() {
        return topology.onlyConnection();
    }

    @Override
    protected Dispatcher dispatcher() {
        return topology.dispatcher();
    }

    @Override
    public boolean isOpen() {
        return topology.isUp();
    }

    @Override
    protected UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(what
                + "() was refused: everybody shares this connection. Close the RedisGuard instead, set deadlines in its"
                + " options, or use guard.exclusive(connection -> ...) for a connection of your own.");
    }
}
