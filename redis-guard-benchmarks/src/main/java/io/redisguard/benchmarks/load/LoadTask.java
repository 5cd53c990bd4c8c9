package io.redisguard.benchmarks.load;

import io.redisguard.benchmarks.subject.Client;
import io.redisguard.benchmarks.worker.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Lets callers, who are there for this one time only, call for a while, and measures what that took. */
public final class LoadTask implements Task {
    static final String NAME = "load";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> run(Client client, Map<String, String> told) throws Exception {
        Load load = Load.of(told);
        Caller.Call call = call(load, client);
        List<String> keys = load.keyNames();
        Round round = new Round();
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < load.callers(); i++) {
            Caller caller = new Caller(round, call, keys, i);
            callers.add(caller);
            round.register();
            load.threads().start(caller);
        }
        round.awaitOthers();
        JvmUse before = JvmUse.now();
        long start = System.nanoTime();
        round.endsAt(start + TimeUnit.MILLISECONDS.toNanos(Load.number(told, "millis")));
        round.awaitOthers();
        round.awaitOthers();
        long nanos = System.nanoTime() - start;
        JvmUse after = JvmUse.now();
        round.awaitOthers();
        for (Caller caller : callers) {
            if (caller.failure() != null) {
                throw new ExecutionException(caller.failure());
            }
        }
        return measured(callers, load.depth(), nanos, before, after);
    }

    private static Caller.Call call(Load load, Client client) {
        String value = load.value();
        return switch (load.work()) {
            case GET -> (key, turn) -> requireFound(client.get(key), key);
            case GETSET ->
                (key, turn) -> {
                    if (turn % 2 == 0) {
                        requireFound(client.get(key), key);
                    } else {
                        client.set(key, value);
                    }
                };
            case BURST -> (key, turn) -> client.burst(key, load.depth());
        };
    }

    private static void requireFound(@Nullable String value, String key) {
        if (value == null) {
            throw new IllegalStateException("There is no value of " + key + ".");
        }
    }

    private static Map<String, String> measured(
            List<Caller> callers, int commandsPerCall, long nanos, JvmUse before, JvmUse after) {
        Histogram latency = new Histogram(callers.get(0).nanos());
        callers.forEach(caller -> latency.add(caller.nanos()));
        boolean known = callers.stream().allMatch(caller -> caller.bytes() >= 0);
        long callerBytes = callers.stream().mapToLong(Caller::bytes).sum();
        Map<String, String> measured = new LinkedHashMap<>();
        measured.put(Measurement.OPS, Long.toString(latency.getTotalCount() * commandsPerCall));
        measured.put(Measurement.NANOS, Long.toString(nanos));
        measured.put(Measurement.P50_NANOS, Long.toString(latency.getValueAtPercentile(50)));
        measured.put(Measurement.P99_NANOS, Long.toString(latency.getValueAtPercentile(99)));
        measured.put(Measurement.CPU_NANOS, Long.toString(after.cpuNanos() - before.cpuNanos()));
        measured.put(Measurement.BYTES, Long.toString(after.bytesSince(before)));
        if (known) {
            measured.put(Measurement.CALLER_BYTES, Long.toString(callerBytes));
        }
        return measured;
    }
}
