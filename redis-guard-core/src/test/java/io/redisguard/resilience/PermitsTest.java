package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.DeterministicRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermitsTest {
    private static final int THREADS = 4;
    private static final int STEPS = 200_000;

    private static int takeAll(Permits permits) {
        int taken = 0;
        while (permits.tryTake()) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_023, 1_024, 10_000})
    void thereAreAsManyAsTold(int limit) {
        Permits permits = new Permits(limit);

        assertThat(takeAll(permits)).isEqualTo(limit);
        assertThat(permits.taken()).isEqualTo(limit);
        for (int i = 0; i < limit; i++) {
            permits.giveBack();
        }
        assertThat(permits.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 2_000})
    void moreCanBeTakenByForceAndAreMissingUntilTheyReturn(int limit) {
        Permits permits = new Permits(limit);
        takeAll(permits);

        permits.take();
        permits.take();
        permits.giveBack();

        assertThat(permits.taken()).isEqualTo(limit + 1);
        assertThat(permits.tryTake()).isFalse();
        permits.giveBack();
        assertThat(permits.tryTake()).isFalse();
        permits.giveBack();
        assertThat(permits.tryTake()).isTrue();
    }

    /** What one thread takes, another one gives back, as callers and event loops do. */
    @ParameterizedTest
    @ValueSource(ints = {3, 1_024, 1_500})
    void threadsNeverHaveMoreThanThereAreAndNoneIsLost(int limit) throws Exception {
        Permits permits = new Permits(limit);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                RandomGenerator random = DeterministicRandom.create();
                workers.add(pool.submit(() -> {
                    start.await();
                    for (int step = 0; step < STEPS; step++) {
                        if (random.nextInt(100) < 60) {
                            if (permits.tryTake()) {
                                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                            } else {
                                refused.incrementAndGet();
                            }
                        } else if (held.getAndUpdate(before -> Math.max(0, before - 1)) > 0) {
                            permits.giveBack();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(most.get()).isBetween(limit / 2, limit);
        assertThat(refused).hasPositiveValue();
        assertThat(permits.taken()).isEqualTo(held.get());
        assertThat(takeAll(permits)).isEqualTo(limit - held.get());
    }

    /** They lie in the pockets of threads that are gone. */
    @Test
    void aThreadFindsWhatOthersHaveGivenBack() throws Exception {
        Permits permits = new Permits(2_000);
        takeAll(permits);
        for (int i = 0; i < 50; i++) {
            Thread other = new Thread(permits::giveBack);
            other.start();
            other.join();
        }

        assertThat(takeAll(permits)).isEqualTo(50);
    }
}
