package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.subject.Client;
import io.redisguard.benchmarks.worker.Task;
import io.redisguard.benchmarks.worker.Worker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * GETs in a worker that nobody waits for while the server is away, and nobody refers to but the subject. The static
 * methods are for the other side.
 */
final class UnwatchedSends {
    private static final String KEY = "away";
    private static final String WARM_UP = "warm-up-sends";
    private static final String SEND = "send-away";
    private static final String SETTLE = "settle-sends";
    private static final int WARM_UP_BATCH = 1_000;
    private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(1);
    private static final String CAN = "can";
    private static final long TICK_MILLIS = 1;
    private static final Duration NOTICING = Duration.ofMillis(200);

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private int sent;
    private int answeredWhenSent;
    private int failedWhenSent;

    /**
     * Sends so many while the server is there, so that what is measured later is compiled. Returns whether the subject
     * can send without waiting.
     */
    static boolean warmUp(Worker worker, int calls) {
        return Boolean.parseBoolean(
                worker.run(WARM_UP, Map.of("calls", Integer.toString(calls))).get(CAN));
    }

    /** Sends so many while the server is away. */
    static AwayReport.Sent send(Worker worker, int calls) {
        return AwayReport.Sent.parse(worker.run(SEND, Map.of("calls", Integer.toString(calls))));
    }

    /** Waits at most so long until all have ended, with the server back. */
    static AwayReport.Settled settle(Worker worker, Duration limit) {
        return AwayReport.Settled.parse(worker.run(SETTLE, Map.of("limit", Long.toString(limit.toMillis()))));
    }

    /** Returns the tasks of one worker. */
    List<Task> tasks() {
        return List.of(
                new Step(
                        WARM_UP,
                        (client, told) ->
                                Map.of(CAN, Boolean.toString(canWarmUp(client, Integer.parseInt(told.get("calls")))))),
                new Step(
                        SEND,
                        (client, told) -> sendAway(client, Integer.parseInt(told.get("calls")))
                                .words()),
                new Step(SETTLE, (client, told) -> {
                    awaitAll(Duration.ofMillis(Long.parseLong(told.get("limit"))));
                    return new AwayReport.Settled(
                                    answered.get() - answeredWhenSent, failed.get() - failedWhenSent, pending())
                            .words();
                }));
    }

    private boolean canWarmUp(Client client, int calls) throws InterruptedException {
        client.set(KEY, "value");
        try {
            for (int left = calls; left > 0; left -= WARM_UP_BATCH) {
                for (int i = 0; i < WARM_UP_BATCH; i++) {
                    send(client);
                }
                awaitAll(WARM_UP_LIMIT);
            }
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private AwayReport.Sent sendAway(Client client, int calls) throws InterruptedException {
        awaitNotice(client);
        int failedBefore = failed.get();
        long heapBefore = usedHeap();
        long longest = 0;
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            long began = System.nanoTime();
            send(client);
            longest = Math.max(longest, System.nanoTime() - began);
        }
        long nanos = System.nanoTime() - start;
        answeredWhenSent = answered.get();
        failedWhenSent = failed.get();
        return new AwayReport.Sent(
                usedHeap() - heapBefore,
                failedWhenSent - failedBefore,
                sent - answeredWhenSent - failedWhenSent,
                Duration.ofNanos(nanos),
                Duration.ofNanos(longest));
    }

    /** Lets the subject find out that the server is away, with a call that is not counted. */
    private static void awaitNotice(Client client) throws InterruptedException {
        long start = System.nanoTime();
        CompletableFuture<?> call = CompletableFuture.completedFuture("");
        while (!call.isCompletedExceptionally() && System.nanoTime() - start < NOTICING.toNanos()) {
            if (call.isDone()) {
                call = called(client).toCompletableFuture();
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
    }

    private static CompletionStage<?> called(Client client) {
        try {
            return client.send(KEY);
        } catch (UnsupportedOperationException e) {
            throw e;
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void send(Client client) {
        sent++;
        called(client).whenComplete((reply, failure) -> (failure == null ? answered : failed).incrementAndGet());
    }

    private int pending() {
        return sent - answered.get() - failed.get();
    }

    private void awaitAll(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        while (pending() > 0 && System.nanoTime() - start < limit.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
    }

    /** Returns how many bytes are in use that no garbage collection frees. */
    private static long usedHeap() {
        System.gc();
        System.gc(); // what the first one only found to be without use
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
