package io.redisguard.atmostonce;

import io.redisguard.test.DeterministicRandom;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Breaks the link and the server in random ways, one fault after the other, until they are stopped. */
final class Faults {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    Faults(RedisServer server, FaultProxy proxy, DeterministicRandom random) {
        thread = new Thread(() -> run(server, proxy, random), "faults");
        thread.start();
    }

    private void run(RedisServer server, FaultProxy proxy, DeterministicRandom random) {
        try {
            while (!end.await(20 + random.nextInt(100), TimeUnit.MILLISECONDS)) {
                switch (random.nextInt(6)) {
                    case 0 -> proxy.reset();
                    case 1 -> proxy.cutReplyAfter(1 + random.nextInt(5_000));
                    case 2 -> proxy.delayReplies(Duration.ofMillis(random.nextInt(30)));
                    case 3 -> proxy.blackHole(random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT);
                    case 4 -> pause(server, random);
                    default -> proxy.heal();
                }
                if (random.nextInt(3) == 0) {
                    proxy.heal();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            proxy.heal();
        }
    }

    private void pause(RedisServer server, DeterministicRandom random) throws InterruptedException {
        server.pause();
        try {
            boolean unused = end.await(random.nextInt(40), TimeUnit.MILLISECONDS);
        } finally {
            server.resume();
        }
    }

    void stop() throws InterruptedException {
        end.countDown();
        thread.join();
    }
}
