package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What real threads may see of the one word: two of them meet on each of many attempts. */
class AttemptStateRaceTest {
    private static final int ATTEMPTS = 100_000;
    private static final int SPINS = 1_000;

    private final AttemptState[] attempts = new AttemptState[ATTEMPTS];
    private final boolean[] mayGoOn = new boolean[ATTEMPTS];
    private final int[] before = new int[ATTEMPTS];
    private final AtomicInteger here = new AtomicInteger();
    private final AtomicInteger there = new AtomicInteger();

    private void meet(boolean entersAtOnce, IntConsumer one, IntConsumer other) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            attempts[i] = new AttemptState(entersAtOnce) {};
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = threads.submit(() -> forAll(here, there, one));
            Future<?> second = threads.submit(() -> forAll(there, here, other));
            first.get(1, TimeUnit.MINUTES);
            second.get(1, TimeUnit.MINUTES);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Both threads go on to the next attempt at the same moment. */
    private static void forAll(AtomicInteger mine, AtomicInteger others, IntConsumer task) {
        for (int i = 0; i < ATTEMPTS; i++) {
            mine.set(i + 1);
            for (int spins = 0; others.get() <= i && !Thread.currentThread().isInterrupted(); spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(1); // the other one may have no processor
                }
            }
            task.accept(i);
        }
    }

    /** Otherwise an attempt would hold a permit that nobody returns, or return one twice. */
    @Test
    void whoSettlesAnAttemptKnowsWhetherItHasEntered() throws Exception {
        meet(false, i -> mayGoOn[i] = attempts[i].markEntered(), i -> before[i] = attempts[i].settle());

        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(AttemptState.hadEntered(before[i])).as("attempt %d", i).isEqualTo(mayGoOn[i]);
        }
    }

    /** Otherwise a command would be sent that was reported as unsent. */
    @Test
    void whoSettlesAnAttemptKnowsWhetherItWasSent() throws Exception {
        meet(true, i -> mayGoOn[i] = attempts[i].markSent(), i -> before[i] = attempts[i].settle());

        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(AttemptState.wasSent(before[i])).as("attempt %d", i).isEqualTo(mayGoOn[i]);
        }
    }

    @Test
    void onlyOneSettlesAnAttempt() throws Exception {
        meet(
                true,
                i -> mayGoOn[i] = attempts[i].settle() != AttemptState.LOST_THE_RACE,
                i -> before[i] = attempts[i].settle());

        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(before[i] == AttemptState.LOST_THE_RACE)
                    .as("attempt %d", i)
                    .isEqualTo(mayGoOn[i]);
        }
    }
}
