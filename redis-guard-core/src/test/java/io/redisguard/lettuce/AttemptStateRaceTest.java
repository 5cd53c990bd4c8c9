package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What real threads may see of the one word: two of them meet on each of many attempts. */
class AttemptStateRaceTest {
    private static final int ATTEMPTS = 300_000;
    private static final int BATCH = 64;

    private final AttemptState[] attempts = new AttemptState[ATTEMPTS];
    private final boolean[] mayGoOn = new boolean[ATTEMPTS];
    private final int[] before = new int[ATTEMPTS];

    private void meet(boolean entersAtOnce, IntConsumer one, IntConsumer other) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            attempts[i] = new AttemptState(entersAtOnce) {};
        }
        CyclicBarrier batch = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = threads.submit(() -> forAll(batch, one));
            Future<?> second = threads.submit(() -> forAll(batch, other));
            first.get(1, TimeUnit.MINUTES);
            second.get(1, TimeUnit.MINUTES);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void forAll(CyclicBarrier batch, IntConsumer task) throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (i % BATCH == 0) {
                batch.await(10, TimeUnit.SECONDS);
            }
            task.accept(i);
        }
        return null;
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
