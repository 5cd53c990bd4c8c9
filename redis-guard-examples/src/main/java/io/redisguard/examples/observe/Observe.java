package io.redisguard.examples.observe;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.observe.GuardMeter;
import io.redisguard.observe.ObserveOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts calls, and makes a slow one to hear of it. */
public final class Observe {
    private static final String BUSY_FOR_A_WHILE =
            "local n = 0 for i = 1, 10000000 do n = n + 1 end return n"; // 50 ms or more

    private Observe() {}

    /** Runs it against the server of the first argument, or of this machine. */
    @SuppressWarnings("SystemOut")
    public static void main(String... arguments) {
        run(arguments.length > 0 ? arguments[0] : "redis://localhost:6379", System.out);
    }

    /** Runs it against a server. */
    public static void run(String uri, PrintStream out) {
        MeterRegistry registry = new SimpleMeterRegistry(); // in a service, that of Prometheus or another one
        try (RedisGuard guard = RedisGuard.builder()
                .uri(uri)
                .observe(ObserveOptions.builder()
                        .meters(registry)
                        .slowCall(Duration.ofMillis(10))
                        .build())
                .onEvent(event -> heard(event, out))
                .build()) {
            RedisCommands<String, String> redis = guard.commands().sync();
            for (int i = 0; i < 100; i++) {
                redis.set("observed:" + i % 10, "value");
            }
            try {
                redis.incr("observed:0"); // not a number
            } catch (RedisException e) {
                out.println("The server says: " + e.getMessage());
            }
            redis.eval(BUSY_FOR_A_WHILE, ScriptOutputType.INTEGER);
        }
        print(registry, out);
    }

    private static void heard(GuardEvent event, PrintStream out) {
        if (event instanceof GuardEvent.SlowCall slow) {
            out.println(slow.command() + " was slow: " + slow.duration().toMillis() + " ms");
        }
    }

    private static void print(MeterRegistry registry, PrintStream out) {
        registry.find(GuardMeter.COMMANDS.meterName())
                .counters()
                .forEach(counter -> out.printf(
                        "%s %s: %.0f%n",
                        counter.getId().getTag("command"), counter.getId().getTag("outcome"), counter.count()));
        registry.find(GuardMeter.DURATION.meterName())
                .timers()
                .forEach(timer -> out.printf(
                        "%s, error.type %s: %d calls, at most %.1f ms%n",
                        timer.getId().getTag("db.operation.name"),
                        timer.getId().getTag("error.type"),
                        timer.count(),
                        timer.max(TimeUnit.MILLISECONDS)));
    }
}
