package io.redisguard.examples.quickstart;

import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Eight callers of one contender, each in a thread of its own. */
final class Crew {
    private static final int SIZE = 8;
    private static final int KEYS_PER_QUESTION = 500;

    private final Contender contender;
    private final List<Caller> callers;
    private final List<Thread> threads = new ArrayList<>();
    private long slowestRecoveryNanos;

    /** Puts eight callers to work. */
    Crew(Contender contender) {
        this.contender = contender;
        callers = IntStream.range(0, SIZE)
                .mapToObj(i -> new Caller(contender.redis(), contender.name() + ":" + i + ":"))
                .toList();
        for (Caller caller : callers) {
            Thread thread = new Thread(caller, contender.name() + " caller");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Tells whether every caller has had an answer since a point in time. */
    boolean allHaveAnswersSince(long nanoTime) {
        return callers.stream().allMatch(caller -> caller.hasAnswerSince(nanoTime));
    }

    /** Notes how long it took until all callers had answers again. */
    void recoveredAfter(long nanos) {
        slowestRecoveryNanos = Math.max(slowestRecoveryNanos, nanos);
    }

    /** Ends the work. */
    void stop() throws InterruptedException {
        callers.forEach(Caller::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Counts, once the work has ended, and asks the server how often each increment was applied. */
    Tally tally(RedisServer server) {
        long calls = sum(Caller::calls);
        long failedFast = sum(Caller::failedFast);
        long hung = sum(Caller::hung);
        return new Tally(
                contender.name(),
                calls,
                calls - failedFast - hung,
                failedFast,
                hung,
                Duration.ofNanos(
                        callers.stream().mapToLong(Caller::longestNanos).max().orElse(0)),
                appliedTwice(server),
                sum(Caller::outcomeUnknown),
                Duration.ofNanos(slowestRecoveryNanos));
    }

    private long sum(ToLongFunction<Caller> count) {
        return callers.stream().mapToLong(count).sum();
    }

    private long appliedTwice(RedisServer server) {
        List<String> keys = callers.stream().flatMap(Caller::keys).toList();
        long twice = 0;
        for (int from = 0; from < keys.size(); from += KEYS_PER_QUESTION) {
            List<String> question = new ArrayList<>(List.of("MGET"));
            question.addAll(keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUESTION)));
            for (Object count : (List<?>) Objects.requireNonNull(server.execute(question.toArray(String[]::new)))) {
                twice += count != null && Long.parseLong(count.toString()) > 1 ? 1 : 0;
            }
        }
        return twice;
    }
}
