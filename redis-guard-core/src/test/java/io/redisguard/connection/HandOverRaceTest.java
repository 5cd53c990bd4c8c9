package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.PoolWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.PoolState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A borrower gives up in the very moment in which it is served. */
class HandOverRaceTest {
    private static final int ROUNDS = 20_000;

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        other.shutdownNow();
    }

    @Test
    void nothingIsLostWhoeverWins() throws Exception {
        Pool<Thing> pool = pool();
        CyclicBarrier both = new CyclicBarrier(2);
        int cancelled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Lease<Thing> lease = pool.borrow();
            Waiter<Thing> waiter = pool.borrowLater();

            Future<Boolean> givingUp = other.submit(() -> {
                both.await(5, TimeUnit.SECONDS);
                return waiter.cancel(false);
            });
            both.await(5, TimeUnit.SECONDS);
            lease.giveBack();

            if (givingUp.get(5, TimeUnit.SECONDS)) {
                cancelled++;
            } else {
                waiter.get(5, TimeUnit.SECONDS).giveBack();
            }
            assertThat(pool.state()).isEqualTo(new PoolState(1, 0, 1, 0, 0, 0));
        }

        assertThat(cancelled).as("both must win at times").isBetween(1, ROUNDS - 1);
    }

    private static Pool<Thing> pool() {
        PoolOptions options =
                PoolOptions.builder().maxSize(1).leakAfter(Duration.ZERO).build();
        return new Pool<>(
                new AtOnce(),
                new PoolSetting(
                        "server:6379",
                        ConnectionRole.EXCLUSIVE,
                        options,
                        new PoolClock(new NoTime(), Runnable::run),
                        new GuardEvents(null),
                        (server, role, state) -> PoolWatch.NONE,
                        () -> 0));
    }

    private static final class NoTime implements RoadTimer {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Cancellation after(long delayNanos, Runnable task) {
            return () -> {};
        }
    }

    private static final class AtOnce implements PoolSource<Thing> {
        @Override
        public CompletionStage<Thing> open() {
            return CompletableFuture.completedFuture(new Thing(0));
        }

        @Override
        public RuntimeException failure(Throwable cause) {
            return new ConnectFailedException("no connection", cause);
        }

        @Override
        public boolean isFit(Thing thing) {
            return true;
        }

        @Override
        public boolean isResettable(Thing thing) {
            return true;
        }

        @Override
        public CompletionStage<Void> reset(Thing thing) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void whenBroken(Thing thing, Runnable task) {}

        @Override
        public CompletionStage<Void> close(Thing thing) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
