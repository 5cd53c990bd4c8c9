package io.redisguard.topology;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.redisguard.RedisGuard;
import io.redisguard.atmostonce.Ledger;
import io.redisguard.atmostonce.Ledger.Verdict;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.recovery.Callers;
import io.redisguard.recovery.Calls;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Eight callers, each with one call after the other: by turns INCR, each of a key of its own, and GET of keys whose
 * values are their own names. When all increments are used up they only read.
 */
final class Traffic implements AutoCloseable {
    static final int CALLERS = 8;
    private static final int MOST_INCREMENTS = 600_000;
    private static final int READ_KEYS = 200;

    private final String name = "traffic:" + UUID.randomUUID() + ":";
    private final Ledger ledger = new Ledger(name + "incr:", MOST_INCREMENTS);
    private final AtomicInteger issued = new AtomicInteger();
    private final LongAdder wrong = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final RedisCommands<String, String> redis;
    private final Callers callers;

    private Traffic(RedisGuard guard) {
        redis = guard.commands().sync();
        for (int i = 0; i < READ_KEYS; i++) {
            redis.set(readKey(i), readKey(i));
        }
        callers = Callers.start(CALLERS, this::call);
    }

    /** Puts the callers to work. */
    static Traffic on(RedisGuard guard) {
        return new Traffic(guard);
    }

    private String readKey(int number) {
        return name + "get:" + number;
    }

    private void call(int caller, int turn) {
        try {
            if (turn % 2 == 0 && issued.get() < MOST_INCREMENTS - CALLERS) {
                increment();
            } else {
                read(readKey((turn / 2 * CALLERS + caller) % READ_KEYS));
            }
        } catch (RuntimeException e) {
            failures.computeIfAbsent(kindOf(e), added -> new LongAdder()).increment();
            throw e;
        }
    }

    private static String kindOf(RuntimeException failure) {
        ServerRefusal refusal = refusal(failure);
        return refusal == null ? failure.getClass().getSimpleName() : refusal.name();
    }

    private static @Nullable ServerRefusal refusal(RuntimeException failure) {
        return failure instanceof RedisCommandExecutionException
                ? ServerRefusal.of(String.valueOf(failure.getMessage()))
                : null;
    }

    private void increment() {
        int call = issued.getAndIncrement();
        try {
            if (redis.incr(ledger.key(call)) != 1) {
                wrong.increment();
            }
            ledger.note(call, null);
        } catch (RuntimeException e) {
            ledger.note(call, refusal(e) == null ? e : asUnsent(e));
            throw e;
        }
    }

    /** A server that refuses a command has not executed it, which is as good as if it had not been sent. */
    private static RedisException asUnsent(RuntimeException failure) {
        return new ConnectionLostException("The server has refused the command.", failure, false);
    }

    private void read(String key) {
        if (!key.equals(redis.get(key))) {
            wrong.increment();
        }
    }

    /** Returns those who call. */
    Callers callers() {
        return callers;
    }

    /** Ends the work and holds what the callers were told against what the servers have. */
    Outcome stop(Servers servers) throws InterruptedException {
        Calls calls = callers.stop();
        try (Truth truth = Truth.of(servers)) {
            return new Outcome(
                    calls, ledger.against(truth.redis(), issued.get()), wrong.sum(), new TreeMap<>(failures));
        }
    }

    @Override
    public void close() {
        callers.close();
    }

    /**
     * What has become of all calls.
     *
     * @param calls when they were made and how they ended
     * @param verdict what was executed of the increments
     * @param wrong how many replies were wrong: another key's value, or none, or a second increment
     * @param failures how often which failure was told
     */
    record Outcome(Calls calls, Verdict verdict, long wrong, Map<String, LongAdder> failures) {
        /** Returns how many acknowledged increments are there no more. */
        int lost() {
            return verdict.lost();
        }

        Duration longest() {
            return calls.longest();
        }

        @Override
        public String toString() {
            return calls + "; longest " + longest().toMillis() + " ms; " + verdict + "; wrong: " + wrong + "; "
                    + failures;
        }
    }
}
