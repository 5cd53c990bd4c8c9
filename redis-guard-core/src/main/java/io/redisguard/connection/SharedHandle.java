package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.lettuce.ConnectionHandle;
import io.redisguard.lettuce.GuardedRedisClient;

/** A handle on connections that everybody shares, which nobody may change. Thread-safe. */
abstract class SharedHandle<K, V> extends ConnectionHandle<K, V> {
    SharedHandle(GuardedRedisClient client, RedisCodec<K, V> codec, CallerWishes wishes) {
        super(client, codec, wishes);
    }

    /** MULTI is refused here, so it is never open. */
    @Override
    public final boolean isMulti() {
        return false;
    }

    @Override
    public final void setAutoFlushCommands(boolean autoFlush) {
        throw refusal("setAutoFlushCommands");
    }

    @Override
    public final void flushCommands() {
        throw refusal("flushCommands");
    }
}
