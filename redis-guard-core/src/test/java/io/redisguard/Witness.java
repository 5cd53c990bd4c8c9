package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.lettuce.core.RedisCommandExecutionException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redisguard.command.GuardEvent;
import io.redisguard.observe.CallObservationContext;
import io.redisguard.observe.ObserveOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notes all that a guard lets be read of its calls, in each place where that is possible. Of the log that is what all
 * loggers say at DEBUG (some of Lettuce's print passwords and values at TRACE).
 */
final class Witness implements AutoCloseable {
    private final CapturedLog log = CapturedLog.from(Level.DEBUG);
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final Queue<String> observed = new ConcurrentLinkedQueue<>();
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();

    Witness() {
        observations.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                note(context);
            }

            @Override
            public void onError(Observation.Context context) {
                note(context);
            }

            @Override
            public void onStop(Observation.Context context) {
                note(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    private void note(Observation.Context context) {
        Throwable error = context.getError();
        observed.add(context + " " + context.getAllKeyValues() + " " + (error == null ? "" : stackTraceOf(error)));
        if (context instanceof CallObservationContext call) {
            observed.add(call.operation() + " " + call.serverAddress() + " " + call.serverPort() + " "
                    + call.errorType() + " " + call.statusCode() + " " + call.getRemoteServiceName());
        }
    }

    /** Lets a guard be observed in every way. */
    RedisGuard.Builder watch(RedisGuard.Builder builder) {
        return builder.observe(ObserveOptions.builder()
                        .meters(meters)
                        .observations(observations)
                        .slowCall(Duration.ofMillis(1))
                        .build())
                .onEvent(events::add);
    }

    /** Returns the events so far. */
    Collection<GuardEvent> events() {
        return events;
    }

    /** Returns all that was noted and what the guard itself tells, by places. */
    private Map<String, String> everything(RedisGuard guard) {
        GuardedCommands<String, String> commands = guard.commands();
        Map<String, String> places = new LinkedHashMap<>();
        places.put("log", log.text());
        places.put(
                "meters", textOf(meters.getMeters().stream().map(Meter::getId).toList()));
        places.put("descriptions", meters.scrape());
        places.put("observations", textOf(observed));
        places.put("events", textOf(events));
        places.put("report", guard.policyReport().toText());
        places.put("report as JSON", guard.policyReport().toJson());
        places.put("report itself", guard.policyReport().toString());
        places.put(
                "handles",
                textOf(Arrays.asList(
                        guard,
                        commands,
                        commands.sync(),
                        commands.async(),
                        commands.reactive(),
                        commands.connection(),
                        commands.connection().getOptions(),
                        commands.within(Duration.ofSeconds(1)))));
        places.put(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .collect(Collectors.joining("\n")));
        return places;
    }

    private static String textOf(Collection<?> all) {
        return all.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    /** Fails when a key, a value or a secret is to be read anywhere. */
    void assertThatNobodyTold(RedisGuard guard) {
        assertThat(everything(guard))
                .allSatisfy((place, text) ->
                        assertThat(text).as(place).isNotEmpty().matches(said -> !Canary.isIn(said), "holds no canary"));
    }

    /**
     * Fails when a key, a value or a secret is to be read in a failure. The server quotes arguments and a codec what it
     * cannot read: their own exceptions have these texts, for the caller alone, and no other exception may repeat them.
     */
    static void assertThatItTellsNothing(@Nullable Throwable failure) {
        assertThat(failure).isNotNull();
        List<Throwable> family = familyOf(failure, new ArrayList<>());
        String trace = stackTraceOf(failure);
        for (Throwable member : family) {
            if (!isOthers(member)) {
                assertThat(member.toString()).matches(said -> !Canary.isIn(said), "holds no canary");
            } else if (member.getMessage() != null) {
                trace = trace.replace(member.getMessage(), "");
            }
        }
        assertThat(trace).matches(said -> !Canary.isIn(said), "holds no canary");
    }

    private static boolean isOthers(Throwable failure) {
        return failure instanceof RedisCommandExecutionException || failure instanceof TellingCodec.CodecException;
    }

    private static List<Throwable> familyOf(@Nullable Throwable failure, List<Throwable> found) {
        if (failure != null) {
            found.add(failure);
            Arrays.stream(failure.getSuppressed()).forEach(suppressed -> familyOf(suppressed, found));
            familyOf(failure.getCause(), found);
        }
        return found;
    }

    private static String stackTraceOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void close() {
        log.close();
        meters.close();
    }
}
