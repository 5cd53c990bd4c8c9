package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.redisguard.CapturedLog;
import io.redisguard.command.CommandCatalog;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallObservationTest {
    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Watched watched = Watched.by(meters, observations);

    @Test
    void aCallHasOneObservationWithTheNamesOfOpenTelemetry() {
        watched.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

        assertThat(observations)
                .hasNumberOfObservationsEqualTo(1)
                .hasSingleObservationThat()
                .hasNameEqualTo("redis.guard.call")
                .hasContextualNameEqualTo("GET")
                .hasOnlyKeys(
                        "db.system.name",
                        "db.operation.name",
                        "server.address",
                        "server.port",
                        "error.type",
                        "db.response.status_code")
                .hasLowCardinalityKeyValue("db.system.name", "redis")
                .hasLowCardinalityKeyValue("db.operation.name", "GET")
                .hasLowCardinalityKeyValue("server.address", "server")
                .hasLowCardinalityKeyValue("server.port", "6379")
                .hasLowCardinalityKeyValue("error.type", "none")
                .hasLowCardinalityKeyValue("db.response.status_code", "none")
                .hasBeenStarted()
                .hasBeenStopped()
                .doesNotHaveError();
    }

    @Test
    void itIsTheOneOfAClient() {
        List<CallObservationContext> contexts = new ArrayList<>();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<CallObservationContext>() {
            @Override
            public void onStart(CallObservationContext context) {
                contexts.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof CallObservationContext;
            }
        });

        Watched.by(meters, registry).pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

        assertThat(contexts).singleElement().satisfies(context -> {
            assertThat(context.getKind()).isEqualTo(Kind.CLIENT);
            assertThat(context.getRemoteServiceName()).isEqualTo("redis");
        });
    }

    @Test
    void itIsAChildOfWhatIsCurrentWhereTheCallIsMade() {
        Observation request = Observation.start("request", observations);
        PlainCall call = new PlainCall("GET", "k");
        request.scoped(() -> watched.stage.enter(call));
        request.stop();

        watched.stage.settled(call, CallOutcome.SUCCESS);

        assertThat(observations)
                .hasObservationWithNameEqualTo("redis.guard.call")
                .that()
                .hasParentObservationEqualTo(request)
                .hasBeenStopped();
        assertThat(observations.getCurrentObservation()).isNull();
    }

    @Test
    void aFailureIsToldByItsTypeAlone() {
        watched.pass(new PlainCall("GET", "secret").errorCode("WRONGTYPE"), CallOutcome.SERVER_ERROR);

        assertThat(observations)
                .hasSingleObservationThat()
                .hasLowCardinalityKeyValue("error.type", "WRONGTYPE")
                .hasLowCardinalityKeyValue("db.response.status_code", "WRONGTYPE")
                .assertThatError()
                .hasMessage("WRONGTYPE")
                .hasNoCause();
    }

    @Test
    void anErrorCodeThatAScriptMadeUpIsNotTold() {
        watched.pass(new PlainCall("EVAL", "secret").errorCode("user-4711"), CallOutcome.SERVER_ERROR);

        assertThat(observations)
                .hasSingleObservationThat()
                .hasLowCardinalityKeyValue("error.type", "_other")
                .hasLowCardinalityKeyValue("db.response.status_code", "_other")
                .assertThatError()
                .hasMessage("_other");
    }

    @Test
    void aRegistryMayGetItsHandlersAfterTheGuard() {
        ObservationRegistry registry = ObservationRegistry.create();
        Watched early = Watched.by(meters, registry);
        PlainCall before = new PlainCall("GET", "k");
        early.stage.enter(before);
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        early.stage.settled(before, CallOutcome.SUCCESS);

        early.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

        assertThat(meters.get("redis.guard.call").timer().count()).isEqualTo(1);
    }

    @Test
    void anUnknownCommandIsNotToldByItsName() {
        watched.pass(new PlainCall("SECRET"), CallOutcome.SUCCESS);

        assertThat(observations).hasSingleObservationThat().hasContextualNameEqualTo("_other");
    }

    @Test
    void aCallThatFoundNoConnectionHasOneToo() {
        watched.observer.notConnected(Watched.SERVER, CommandCatalog.facts("GET"), CallOutcome.CLOSED);

        assertThat(observations)
                .hasSingleObservationThat()
                .hasLowCardinalityKeyValue("error.type", "closed")
                .hasBeenStopped();
    }

    @Test
    void usersNameItAsTheyLike() {
        observations.observationConfig().observationConvention(new OwnNames());

        watched.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

        assertThat(observations)
                .hasSingleObservationThat()
                .hasNameEqualTo("cache")
                .hasLowCardinalityKeyValue("what", "GET at server");
    }

    private static final class OwnNames implements GlobalObservationConvention<CallObservationContext> {
        @Override
        public String getName() {
            return "cache";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
            return KeyValues.of("what", context.operation() + " at " + context.serverAddress());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof CallObservationContext;
        }
    }

    @Test
    void whatMakesMetersOfObservationsDoesNotCountACallTwice() {
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));

        watched.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

        assertThat(watched.timed()).isEqualTo(1);
        assertThat(meters.get("redis.guard.call").timer().count()).isEqualTo(1);
    }

    @Test
    void aHandlerThatThrowsDisturbsNoCallAndIsLoggedOnce() {
        ObservationRegistry broken = ObservationRegistry.create();
        broken.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                throw new IllegalStateException("broken handler");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        Watched disturbed = Watched.by(meters, broken);

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            disturbed.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
            disturbed.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

            assertThat(log.warnings()).hasSize(1);
            assertThat(log.text()).contains("broken handler");
        }
        assertThat(disturbed.counted(GuardMeter.COMMANDS)).isEqualTo(2);
        assertThat(disturbed.counted(GuardMeter.OBSERVE_FAILURES)).isEqualTo(2);
    }

    @Test
    void aHandlerThatThrowsAtTheEndDoesNotLeaveTheCallUncounted() {
        ObservationRegistry broken = ObservationRegistry.create();
        broken.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                throw new IllegalStateException("broken handler");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        Watched disturbed = Watched.by(meters, broken);

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            disturbed.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);

            assertThat(log.text()).contains("broken handler");
        }
        assertThat(disturbed.counted(GuardMeter.COMMANDS)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatThrowsLeavesNoSpanOfAnotherOpen(Spoiler spoiler) {
        List<String> heard = new ArrayList<>();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new Recorder(heard)).observationHandler(spoiler);
        Watched disturbed = Watched.by(meters, registry);

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            disturbed.pass(new PlainCall("GET", "k"), CallOutcome.CLOSED);
            disturbed.observer.notConnected(Watched.SERVER, CommandCatalog.facts("GET"), CallOutcome.CLOSED);

            assertThat(log.warnings()).hasSize(1);
        }
        assertThat(heard.stream().filter("start"::equals)).hasSize(2);
        assertThat(heard.stream().filter("stop"::equals)).hasSize(2);
        assertThat(disturbed.counted(GuardMeter.COMMANDS)).isEqualTo(2);
    }

    enum Spoiler implements ObservationHandler<Observation.Context> {
        OF_STARTS {
            @Override
            public void onStart(Observation.Context context) {
                throw new IllegalStateException("broken handler");
            }
        },
        OF_ERRORS {
            @Override
            public void onError(Observation.Context context) {
                throw new IllegalStateException("broken handler");
            }
        };

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private record Recorder(List<String> heard) implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            heard.add("start");
        }

        @Override
        public void onStop(Observation.Context context) {
            heard.add("stop");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
