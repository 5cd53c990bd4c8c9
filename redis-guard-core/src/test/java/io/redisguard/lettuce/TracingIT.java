package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.MicrometerTracing;
import io.lettuce.core.tracing.TraceContext;
import io.lettuce.core.tracing.TraceContextProvider;
import io.lettuce.core.tracing.Tracer;
import io.lettuce.core.tracing.TracerProvider;
import io.lettuce.core.tracing.Tracing;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.redisguard.RedisGuard;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class TracingIT {
    private static final TraceContext CALLER = new TraceContext() {};

    private final RecordingTracing tracing = new RecordingTracing();
    private ClientResources resources;
    private RedisGuard guard;

    @BeforeEach
    void connect(RedisServer server) {
        resources = ClientResources.builder().tracing(tracing).build();
        guard = RedisGuard.builder()
                .uri(server.uri())
                .clientResources(resources)
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
        resources.shutdown().awaitUninterruptibly();
    }

    @Test
    void aSyncCallHasItsSpan() {
        guard.commands().sync().set("traced", "value");

        awaitSpans("SET started", "SET finished");
    }

    @Test
    void aReactiveCallHasItsSpanInTheTraceOfItsCaller() {
        guard.commands()
                .reactive()
                .set("traced", "value")
                .contextWrite(Tracing.withTraceContextProvider(() -> CALLER))
                .block();

        awaitSpans("SET of the caller started", "SET of the caller finished");
    }

    @Test
    void lettucesObservationsAndTheGuardsStandSideBySideAndNeitherHasArguments(RedisServer server) {
        TestObservationRegistry registry = TestObservationRegistry.create();
        List<Observation.Context> ended = new CopyOnWriteArrayList<>();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                ended.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        ClientResources observed = ClientResources.builder()
                .tracing(new MicrometerTracing(registry, "redis"))
                .build();
        Observation request = Observation.start("request", registry);
        try (RedisGuard both = RedisGuard.builder()
                .uri(server.uri())
                .clientResources(observed)
                .observe(ObserveOptions.builder().observations(registry).build())
                .build()) {
            request.scoped(() -> {
                both.commands().sync().set("canary-key", "canary-value");
                assertThatThrownBy(() -> both.commands().sync().incr("canary-key"))
                        .isInstanceOf(RedisCommandExecutionException.class);
            });

            await().untilAsserted(() -> {
                assertThat(ofCaller(ended, "redis.guard.call")).containsExactlyInAnyOrder("SET", "INCR");
                assertThat(ofCaller(ended, "lettuce")).containsExactlyInAnyOrder("set", "incr");
            });
            assertThat(ended)
                    .allSatisfy(context ->
                            assertThat(context.getAllKeyValues().toString()).doesNotContain("canary"));
            assertThat(ended)
                    .filteredOn(context -> "redis.guard.call".equals(context.getName()))
                    .extracting(context -> String.valueOf(context.getError()))
                    .allSatisfy(error -> assertThat(error).doesNotContain("integer", "canary"));
        } finally {
            observed.shutdown().awaitUninterruptibly();
        }
    }

    /** Returns the names of what was observed within the observation of the caller. */
    private static List<String> ofCaller(List<Observation.Context> contexts, String name) {
        return contexts.stream()
                .filter(context -> name.equals(context.getName()) && context.getParentObservation() != null)
                .map(context -> String.valueOf(context.getContextualName()))
                .toList();
    }

    /** A span is finished by the thread that has brought the reply, perhaps after its caller went on. */
    private void awaitSpans(String... spans) {
        await().untilAsserted(() -> assertThat(tracing.spansOf("SET")).containsExactly(spans));
    }

    private static final class RecordingTracing implements Tracing {
        private final List<String> spans = new CopyOnWriteArrayList<>();

        /** The handshake has spans of its own. */
        List<String> spansOf(String command) {
            return spans.stream().filter(span -> span.startsWith(command)).toList();
        }

        @Override
        public TracerProvider getTracerProvider() {
            return () -> new Tracer() {
                @Override
                public Span nextSpan() {
                    return new RecordingSpan(spans, "");
                }

                @Override
                @SuppressWarnings("ReferenceEquality") // the same object is meant
                public Span nextSpan(TraceContext traceContext) {
                    return new RecordingSpan(spans, traceContext == CALLER ? " of the caller" : "");
                }
            };
        }

        @Override
        public TraceContextProvider initialTraceContextProvider() {
            return () -> TraceContext.EMPTY;
        }

        @Override
        public boolean isEnabled() {
            return true;
        }

        @Override
        public boolean includeCommandArgsInSpanTags() {
            return false;
        }

        @Override
        public Endpoint createEndpoint(SocketAddress socketAddress) {
            return new Endpoint() {};
        }
    }

    private static final class RecordingSpan extends Tracer.Span {
        private final List<String> spans;
        private final String owner;
        private String name = "";

        RecordingSpan(List<String> spans, String owner) {
            this.spans = spans;
            this.owner = owner;
        }

        @Override
        public Tracer.Span start(RedisCommand<?, ?, ?> command) {
            spans.add(name + owner + " started");
            ((CompleteableCommand<?>) command).onComplete((value, failure) -> finish());
            return this;
        }

        @Override
        public Tracer.Span name(String given) {
            name = given;
            return this;
        }

        @Override
        public Tracer.Span annotate(String value) {
            return this;
        }

        @Override
        public Tracer.Span tag(String key, String value) {
            return this;
        }

        @Override
        public Tracer.Span error(Throwable throwable) {
            return this;
        }

        @Override
        public Tracer.Span remoteEndpoint(Tracing.Endpoint endpoint) {
            return this;
        }

        @Override
        public void finish() {
            spans.add(name + owner + " finished");
        }
    }
}
