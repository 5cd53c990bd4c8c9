package io.redisguard.examples.failure;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.error.CircuitOpenException;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls fail in every way that a caller should tell apart, and prints what each failure means. Needs no server: it
 * starts one, and breaks the connection to it.
 */
public final class FailureExample {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 10_000_000;

    private final FaultProxy network;
    private final RedisGuard guard;
    private final RedisCommands<String, String> redis;
    private final PrintStream out;

    private FailureExample(FaultProxy network, RedisGuard guard, PrintStream out) {
        this.network = network;
        this.guard = guard;
        this.redis = guard.commands().sync();
        this.out = out;
    }

    /** Runs it. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        try (RedisServer server = RedisServer.start()) {
            run(server, System.out);
        }
    }

    static void run(RedisServer server, PrintStream out) {
        server.execute("SET", "name", "Ann");
        try (FaultProxy network = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.connect(network.uri())) {
            FailureExample example = new FailureExample(network, guard, out);
            example.answers();
            example.lostReply();
            example.silence();
            example.outage();
            // Four INCR have failed. Two were executed nevertheless: those of which the verdict was PERHAPS_EXECUTED.
            out.println("INCR at last: " + guard.commands().sync().incr("paid"));
        }
    }

    /** Both are the caller's own mistakes. */
    private void answers() {
        fail("KEYS", () -> redis.keys("*"));
        fail("INCR of a text", () -> redis.incr("name"));
    }

    /** The reply is lost with its connection. The read is repeated on the next one, and its caller notices nothing. */
    private void lostReply() {
        network.cutReplyAfter(0);
        out.println("GET, its reply lost: " + redis.get("name"));
        network.cutReplyAfter(0);
        fail("INCR, its reply lost", () -> redis.incr("paid"));
        awaitAnswer();
    }

    /** The server hangs: calls end by their deadlines, until the circuit breaker opens. */
    private void silence() {
        network.blackHole(Direction.TO_CLIENT);
        fail(
                "INCR, no reply in time",
                () -> guard.commands().within(LIMIT).sync().incr("paid"));
        await(() -> failureOf(() -> redis.get("name")) instanceof CircuitOpenException);
        fail("INCR, the breaker open", () -> redis.incr("paid"));
        network.heal();
        awaitAnswer();
    }

    /** Nobody listens: calls wait a little for the next link, and then fail unsent. */
    private void outage() {
        network.refuse().reset();
        failureOf(() -> redis.get("name")); // waits longest, since the outage is young
        fail("INCR, the server gone", () -> redis.incr("paid"));
        network.heal();
        awaitAnswer();
    }

    private void awaitAnswer() {
        await(() -> failureOf(redis::ping) == null);
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("Nothing changed within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void fail(String what, Runnable call) {
        RedisException failure = failureOf(call);
        if (failure == null) {
            throw new IllegalStateException(what + " did not fail");
        }
        out.println(what + ": " + Verdict.on(failure) + "\n    "
                + failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private static @Nullable RedisException failureOf(Runnable call) {
        try {
            call.run();
            return null;
        } catch (RedisException e) {
            return e;
        }
    }
}
