package io.redisguard.recovery;

import io.redisguard.test.RedisServer;
import java.util.concurrent.CompletableFuture;

/** How a server leaves and comes back. */
enum Outage {
    /** Stopped by SIGSTOP, revived by SIGCONT: connections stay open all the time. */
    STALL {
        @Override
        void begin(RedisServer server) {
            server.pause();
        }

        @Override
        long end(RedisServer server) {
            long back = System.nanoTime();
            server.resume();
            return back;
        }
    },

    /** Killed as by {@code kill -9}, and started again on the same port. */
    KILL {
        @Override
        void begin(RedisServer server) {
            server.kill();
        }

        @Override
        long end(RedisServer server) {
            CompletableFuture<Long> answered = RawPing.answered(server.host(), server.port());
            server.restart();
            return answered.join();
        }
    };

    /** Begins; returns when the server answers nothing more. */
    abstract void begin(RedisServer server);

    /** Ends, and returns the {@link System#nanoTime} at which the server was back. */
    abstract long end(RedisServer server);
}
