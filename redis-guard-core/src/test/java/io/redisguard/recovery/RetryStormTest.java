package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.recovery.Diary.Ending;
import io.redisguard.test.DeterministicRandom;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every other reply is lost together with its link, on average. Calls are repeated, but not without measure. */
class RetryStormTest {
    private static final int CALLERS = 8;
    private static final int WINDOW = 100;
    private static final String REPLY = "$5\r\nvalue\r\n";
    private static final int REQUEST_BYTES =
            "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n".getBytes(StandardCharsets.US_ASCII).length;
    private static final Duration RUN = Duration.ofSeconds(3);
    private static final double SHARE = 1.1;
    private static final int FLOOR = 50;
    private static final int FLOOR_PER_SECOND = 10;

    private final DeterministicRandom random = DeterministicRandom.create();
    private ScriptedServer server;
    private FaultProxy proxy;
    private RedisGuard guard;
    private long handshake;

    @BeforeEach
    void connect() {
        server = ScriptedServer.start();
        server.on("GET", args -> {
            if (random.nextBoolean()) {
                server.cutAfter(0);
            }
            return REPLY.getBytes(StandardCharsets.US_ASCII);
        });
        proxy = FaultProxy.inFrontOf(server.host(), server.port());
        guard = RedisGuard.connect(proxy.uri());
        handshake = bytesOfTheHandshake();
    }

    /** Lettuce says some of it when the connection is in use already. */
    private long bytesOfTheHandshake() {
        long[] seen = {-1};
        await().pollInterval(Duration.ofMillis(100))
                .until(() -> seen[0] == (seen[0] = proxy.bytesToServer()) && seen[0] > 0);
        return seen[0];
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
        server.close();
    }

    @Test
    void blockedCallersRepeatWithinTheBudget() throws InterruptedException {
        RedisCommands<String, String> redis = guard.commands().sync();
        Calls calls;
        try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("key"))) {
            callers.workFor(RUN);
            calls = callers.stop();
        }
        long requests = requests();
        System.out.println("half of the replies lost, " + calls + ": " + requests + " requests");

        assertThat(calls.count(Ending.ANSWERED)).describedAs("seed %s", random).isPositive();
        assertThat(requests).isLessThanOrEqualTo(budget(calls.count()));
    }

    @Test
    void asynchronousCallersRepeatWithinTheBudget() throws InterruptedException {
        RedisAsyncCommands<String, String> redis = guard.commands().async();
        Semaphore room = new Semaphore(WINDOW);
        AtomicInteger answered = new AtomicInteger();
        int calls = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < RUN.toNanos(); calls++) {
            room.acquire();
            CompletableFuture<?> unused = redis.get("key").toCompletableFuture().whenComplete((value, failure) -> {
                room.release();
                answered.addAndGet(failure == null ? 1 : 0);
            });
        }
        room.acquire(WINDOW);
        long requests = requests();
        System.out.println("half of the replies lost, " + calls + " asynchronous calls, " + answered + " answered: "
                + requests + " requests");

        assertThat(answered.get()).describedAs("seed %s", random).isPositive();
        assertThat(requests).isLessThanOrEqualTo(budget(calls));
    }

    /** Counts what was passed on, less what each connection says by itself. */
    private long requests() {
        return (proxy.bytesToServer() - proxy.accepted() * handshake) / REQUEST_BYTES;
    }

    private static long budget(long calls) {
        return Math.round(SHARE * calls) + FLOOR + FLOOR_PER_SECOND * RUN.toSeconds();
    }
}
