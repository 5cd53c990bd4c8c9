package io.redisguard.connection;

import io.lettuce.core.codec.RedisCodec;
import io.redisguard.command.CallerWishes;
import io.redisguard.error.GuardClosedException;
import io.redisguard.lettuce.ConnectionHandle;
import io.redisguard.lettuce.GuardedConnection;
import io.redisguard.lettuce.GuardedRedisClient;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a connection that one block of code has for itself; it ends with the block. The connection carries
 * nothing more once a reply is missing or its link is lost, because MULTI and WATCH would be gone. For one thread at a
 * time.
 */
public final class ExclusiveConnection<K, V> extends ConnectionHandle<K, V> {
    private volatile @Nullable GuardedConnection<byte[], byte[]> connection;

    ExclusiveConnection(
            GuardedConnection<byte[], byte[]> connection,
            GuardedRedisClient client,
            RedisCodec<K, V> codec,
            CallerWishes wishes) {
        super(client, codec, wishes);
        this.connection = connection;
    }

    void end() {
        connection = null;
    }

    @Override
    protected GuardedConnection<byte[], byte[]> connection() {
        GuardedConnection<byte[], byte[]> current = connection;
        if (current == null) {
            throw new GuardClosedException(
                    "The exclusive block has ended, and with it the use of its connection. Nothing was sent. Wait for"
                            + " asynchronous calls before the block ends.",
                    false);
        }
        return current;
    }

    @Override
    public boolean isMulti() {
        return connection().isMulti();
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        connection().setAutoFlushCommands(autoFlush);
    }

    @Override
    public void flushCommands() {
        connection().flushCommands();
    }

    @Override
    protected UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(what
                + "() was refused: the exclusive connection is lent for one block. Leave the block to give it back, and"
                + " set deadlines in the options of the RedisGuard.");
    }
}
