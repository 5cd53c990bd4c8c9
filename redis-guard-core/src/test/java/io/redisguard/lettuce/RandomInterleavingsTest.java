package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.redisguard.test.DeterministicRandom;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Faults, cancellations, deadlines and closes in random order leave no permit taken, no timer alive, no call untold and
 * no verdict missing or doubled. {@code -Dredis.guard.test.seeds=N} tries more seeds than the default, and
 * {@code -D}{@value DeterministicRandom#SEED_PROPERTY} a single one again.
 */
class RandomInterleavingsTest {
    private static final String SEEDS_PROPERTY = "redis.guard.test.seeds";
    private static final int SEEDS = 500;
    private static final Duration LONGEST_SEED = Duration.ofSeconds(20);

    private static ClientResources resources;
    private static Level before;

    @BeforeAll
    static void makeResources() {
        resources = DefaultClientResources.create();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        before = root.getLevel();
        root.setLevel(Level.OFF);
    }

    @AfterAll
    static void endResources() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(before);
        resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void nothingIsLeftBehindWhateverTheOrder() throws Exception {
        Long single = Long.getLong(DeterministicRandom.SEED_PROPERTY);
        LongStream seeds = single == null
                ? LongStream.rangeClosed(1, Integer.getInteger(SEEDS_PROPERTY, SEEDS))
                : LongStream.of(single);
        AtomicLong present = new AtomicLong();
        FutureTask<Long> run = new FutureTask<>(() -> {
            long done = 0;
            for (long seed : seeds.toArray()) {
                present.set(seed);
                new Simulation(seed, resources).run();
                done++;
            }
            return done;
        });
        Thread thread = new FastThreadLocalThread(run, "interleavings");
        thread.setDaemon(true);
        thread.start();

        assertThatNoException()
                .describedAs(() -> "seed " + present.get() + " goes round for ever")
                .isThrownBy(() -> awaitProgress(run, present));
        assertThat(run.get()).isPositive();
    }

    /** A loop without an end is a defect as well, and must not hang the build. */
    private static void awaitProgress(Future<?> run, AtomicLong present) {
        while (!run.isDone()) {
            long seed = present.get();
            await().atMost(LONGEST_SEED).until(() -> run.isDone() || present.get() != seed);
        }
    }
}
