package io.redisguard.command;

import io.redisguard.error.PoolState;
import java.util.function.Supplier;

/** Hears of what happens in one pool of connections. Thread-safe. */
public interface PoolWatch {
    /** Hears of nothing. */
    PoolWatch NONE = new PoolWatch() {
        @Override
        public void waited(long nanos) {}

        @Override
        public void close() {}
    };

    /** A borrower has got a connection, or has given up, after so long. */
    void waited(long nanos);

    /** The pool is closed. */
    void close();

    /** Makes the watch over a new pool. */
    @FunctionalInterface
    interface Builder {
        /** Returns a watch over a pool, which tells how full it is whenever it is asked. */
        PoolWatch over(String server, ConnectionRole role, Supplier<PoolState> state);
    }
}
