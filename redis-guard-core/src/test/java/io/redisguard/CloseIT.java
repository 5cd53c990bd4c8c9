package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisFuture;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.GuardFailure;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class CloseIT {
    private final String key = Canary.key("close");
    private final RedisServer server;
    private FaultProxy proxy;

    CloseIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void between() {
        proxy = FaultProxy.inFrontOf(server);
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    private RedisGuard guard(Duration drainTimeout) {
        return RedisGuard.builder()
                .uri(proxy.uri())
                .deadlines(DeadlineOptions.builder()
                        .total(Duration.ofSeconds(20))
                        .attempt(Duration.ofSeconds(20))
                        .build())
                .connection(
                        ConnectionOptions.builder().drainTimeout(drainTimeout).build())
                .build();
    }

    @Test
    void waitsForTheCallsUnderWay() {
        RedisGuard guard = guard(Duration.ofSeconds(10));
        proxy.delayReplies(Duration.ofMillis(300));
        List<RedisFuture<String>> calls = IntStream.range(0, 100)
                .mapToObj(i -> guard.commands().async().set("drained:" + i, Canary.value()))
                .toList();

        guard.close();

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.toCompletableFuture()).isCompletedWithValue("OK"));
    }

    @Test
    void endsWhatIsStillUnderWayAfterTheDrainTimeout() {
        RedisGuard guard = guard(Duration.ofMillis(200));
        proxy.blackHole(Direction.TO_CLIENT);
        RedisFuture<Long> call = guard.commands().async().incr(key);
        await().until(() -> "1".equals(server.execute("GET", key))); // it is executed
        long start = System.nanoTime();

        guard.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200 + 2_000));
        assertThat(call.toCompletableFuture()).isCompletedExceptionally();
        assertThat(call.toCompletableFuture()
                        .handle((value, failure) -> GuardFailure.find(failure))
                        .join())
                .returns(CallOutcome.CLOSED, GuardFailure::outcome)
                .returns(true, GuardFailure::isOutcomeUnknown);
    }

    @Test
    void aSecondCloseDoesNothing() {
        RedisGuard guard = guard(Duration.ofSeconds(1));

        guard.close();

        assertThatCode(guard::close).doesNotThrowAnyException();
    }

    @Test
    void manyThreadsMayCloseAtOnce() throws Exception {
        RedisGuard guard = guard(Duration.ofSeconds(1));
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    guard.close();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            threads.add(thread);
            thread.start();
        }

        go.countDown();

        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void mayBeCalledByTheCallbackOfACall() {
        RedisGuard guard = guard(Duration.ofSeconds(1));
        proxy.blackHole(Direction.TO_CLIENT);

        CompletableFuture<Void> closed = guard.commands()
                .async()
                .get("key")
                .thenAccept(value -> guard.close())
                .toCompletableFuture();
        proxy.heal();

        assertThat(closed).succeedsWithin(Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.connections() == 0);
    }
}
