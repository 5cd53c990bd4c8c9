package io.redisguard.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.redisguard.error.CallOutcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of one command on one server, looked up in the registry once. Thread-safe. */
final class CommandMeters {
    private final ServerMeters server;
    private final String command;
    private final Timer successTimer;
    private final Counter successes;
    private final Map<String, Timer> failureTimers = new ConcurrentHashMap<>(); // by their error types
    private final Map<Outcome, Counter> failures = new ConcurrentHashMap<>();

    CommandMeters(ServerMeters server, String command) {
        this.server = server;
        this.command = command;
        this.successTimer = server.timer(command, GuardTag.NONE, GuardTag.NONE);
        this.successes = server.commands(command, Outcome.SUCCESS);
    }

    void record(CallOutcome outcome, @Nullable String errorCode, long nanos) {
        if (outcome == CallOutcome.SUCCESS) {
            successes.increment();
            successTimer.record(nanos, TimeUnit.NANOSECONDS);
        } else {
            String code = ErrorTypes.code(outcome, errorCode);
            String type = ErrorTypes.type(outcome, code);
            failures.computeIfAbsent(Outcome.of(outcome), ended -> server.commands(command, ended))
                    .increment();
            failureTimers
                    .computeIfAbsent(type, why -> server.timer(command, why, code))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
