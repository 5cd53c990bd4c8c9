package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.lettuce.ConnectionHandle;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;

/** A handle on the one connection that everybody shares. Thread-safe. */
public final class SharedConnection<K, V> extends ConnectionHandle<K, V> {
    private final SharedLink link;

    SharedConnection(SharedLink link, GuardedRedisClient client, RedisCodec<K, V> codec, CallerWishes wishes) {
        super(client, codec, wishes);
        this.link = link;
    }

    @Override
    protected GuardedConnection<byte[], byte[]> connection() {
        return link.connection();
    }

    /** MULTI is refused here, so it is never open. */
    @Override
    public boolean isMulti() {
        return false;
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        throw refusal("setAutoFlushCommands");
    }

    @Override
    public void flushCommands() {
        throw refusal("flushCommands");
    }

    @Override
    protected UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(what
                + "() was refused: everybody shares this connection. Close the RedisGuard instead, set deadlines in its"
                + " options, or use guard.exclusive(connection -> ...) for a connection of your own.");
    }
}
