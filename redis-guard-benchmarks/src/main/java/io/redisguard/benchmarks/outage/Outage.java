package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.worker.Worker;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What is done to a server, or to the link to it, while calls run. */
enum Outage {
    /** Stopped by SIGSTOP, revived by SIGCONT: connections stay open all the time. */
    STOP("the server stops for %d ms and goes on") {
        @Override
        long happen(RedisServer server, FaultProxy proxy, Worker worker, Lengths lengths) throws InterruptedException {
            server.pause();
            try {
                sleep(lengths.outage());
                return SharedClock.now();
            } finally {
                server.resume();
            }
        }
    },

    /** Killed as by {@code kill -9}, and started again on the same port. */
    KILL("the server is killed, and started again after %d ms") {
        @Override
        long happen(RedisServer server, FaultProxy proxy, Worker worker, Lengths lengths) throws InterruptedException {
            server.kill();
            sleep(lengths.outage());
            CompletableFuture<Long> answered = RawPing.answered(server.host(), server.port());
            server.restart();
            return answered.join();
        }
    },

    /** The link to a server that is up is reset, again and again; each reset finds calls being answered. */
    RESETS("the link is reset " + Outage.RESET_COUNT + " times; an outage lasts from the first to the last") {
        @Override
        long happen(RedisServer server, FaultProxy proxy, Worker worker, Lengths lengths) throws InterruptedException {
            for (int reset = 1; reset < RESET_COUNT; reset++) {
                proxy.reset();
                WatchedCalls.awaitAnswers(worker, lengths.limit());
                sleep(BETWEEN_RESETS);
            }
            proxy.reset();
            return SharedClock.now();
        }

        @Override
        Duration length(Lengths lengths) {
            return Duration.ZERO; // it is not known beforehand
        }
    };

    private static final int RESET_COUNT = 10;
    private static final Duration BETWEEN_RESETS = Duration.ofMillis(100);

    private final String story;

    Outage(String story) {
        this.story = story;
    }

    /** Returns what happens, in words. */
    String story(Lengths lengths) {
        return story.formatted(lengths.outage().toMillis());
    }

    /** Returns how long it lasts. */
    Duration length(Lengths lengths) {
        return lengths.outage();
    }

    /** Does it, and returns the instant at which the server was back. */
    abstract long happen(RedisServer server, FaultProxy proxy, Worker worker, Lengths lengths)
            throws InterruptedException;

    private static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
