package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.CapturedLog;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainCall;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ObserveStageTest {
    private static final int FLOOD = 20_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Watched watched = Watched.by(registry);

    @ParameterizedTest
    @EnumSource
    void everyOutcomeIsOneRecordOfTheTimerAndOneCount(CallOutcome outcome) {
        watched.pass(new PlainCall("GET", "k").errorCode("WRONGTYPE"), outcome);

        assertThat(watched.timed()).isEqualTo(1);
        assertThat(watched.counted(GuardMeter.COMMANDS)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCESS, success, none, none",
        "REJECTED, rejected, rejected, none",
        "DEADLINE_BEFORE_SENDING, timeout, deadline_before_sending, none",
        "DEADLINE_AFTER_SENDING, timeout, deadline_after_sending, none",
        "CONNECTION_LOST_BEFORE_SENDING, connection_lost, connection_lost_before_sending, none",
        "CONNECTION_LOST_AFTER_SENDING, connection_lost, connection_lost_after_sending, none",
        "SERVER_ERROR, error, WRONGTYPE, WRONGTYPE",
        "CANNOT_ENCODE, codec, cannot_encode, none",
        "CANNOT_DECODE, codec, cannot_decode, none",
        "INTERRUPTED, interrupted, interrupted, none",
        "CANCELLED, cancelled, cancelled, none",
        "CLOSED, closed, closed, none"
    })
    void theTagsTellHowItEnded(CallOutcome outcome, String counted, String errorType, String code) {
        watched.pass(new PlainCall("GET", "k").errorCode("WRONGTYPE"), outcome);

        assertThat(registry.get("redis.guard.commands")
                        .tags("command", "GET", "outcome", counted, "facade", "raw")
                        .tags("server.address", "server", "server.port", "6379")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("db.client.operation.duration")
                        .tags("db.system.name", "redis", "db.operation.name", "GET")
                        .tags("error.type", errorType, "db.response.status_code", code)
                        .tags("server.address", "server", "server.port", "6379")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theTimerHasTheTimeOfTheCallInBucketsBelowAMillisecond() {
        watched.pass(new PlainCall("GET", "k").elapsed(300_000), CallOutcome.SUCCESS);

        Timer timer = registry.get("db.client.operation.duration").timer();
        assertThat(timer.totalTime(TimeUnit.MICROSECONDS)).isEqualTo(300);
        assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts())
                        .filter(bucket -> bucket.count() == 0)
                        .map(CountAtBucket::bucket))
                .containsExactly(250_000.0);
        assertThat(timer.takeSnapshot().histogramCounts()).hasSize(11);
    }

    @Test
    void thePayloadIsWhatWentOutAndWhatCameIn() {
        watched.pass(new PlainCall("GET", "k").requestBytes(30).reply(1, 5), CallOutcome.SUCCESS);
        watched.pass(new PlainCall("GET", "k").requestBytes(40), CallOutcome.DEADLINE_AFTER_SENDING);
        watched.pass(new PlainCall("GET", "k"), CallOutcome.REJECTED);

        DistributionSummary out = registry.get("redis.guard.command.payload")
                .tags("direction", "out", "facade", "raw")
                .summary();
        DistributionSummary in = registry.get("redis.guard.command.payload")
                .tags("direction", "in")
                .summary();
        assertThat(out.count()).isEqualTo(2);
        assertThat(out.totalAmount()).isEqualTo(70);
        assertThat(in.count()).isEqualTo(1);
        assertThat(in.totalAmount()).isEqualTo(5);
    }

    @Test
    void whatCameInForTheMembersOfATransactionIsThePayloadOfExec() {
        watched.pass(new PlainCall("GET", "k").queued().requestBytes(30).reply(1, 5), CallOutcome.SUCCESS);
        watched.pass(new PlainCall("EXEC").requestBytes(14).reply(2, 5), CallOutcome.SUCCESS);

        DistributionSummary in = registry.get("redis.guard.command.payload")
                .tags("direction", "in")
                .summary();
        DistributionSummary out = registry.get("redis.guard.command.payload")
                .tags("direction", "out")
                .summary();
        assertThat(in.count()).isEqualTo(1);
        assertThat(in.totalAmount()).isEqualTo(5);
        assertThat(out.totalAmount()).isEqualTo(44);
    }

    @Test
    void aFloodOfUnknownCommandsAndErrorCodesDoesNotMakeMoreMeters() {
        watched.pass(new PlainCall("EVALSHA"), CallOutcome.SUCCESS);
        watched.pass(new PlainCall("CUSTOM0"), CallOutcome.SUCCESS);
        watched.pass(new PlainCall("EVALSHA").errorCode("CODE0"), CallOutcome.SERVER_ERROR);
        watched.pass(new PlainCall("CUSTOM0").errorCode("CODE0"), CallOutcome.SERVER_ERROR);
        int before = registry.getMeters().size();

        Random random = new Random(1);
        for (int i = 0; i < FLOOD; i++) {
            watched.pass(new PlainCall("CUSTOM" + random.nextInt()), CallOutcome.SUCCESS);
            watched.pass(new PlainCall("EVALSHA").errorCode("CODE" + random.nextInt()), CallOutcome.SERVER_ERROR);
            watched.pass(new PlainCall("CUSTOM" + i).errorCode("wrongtype" + i), CallOutcome.SERVER_ERROR);
        }

        assertThat(registry.getMeters()).hasSize(before);
        assertThat(watched.counted(GuardMeter.COMMANDS, "command", "_other")).isEqualTo(2 + 2.0 * FLOOD);
        assertThat(watched.timed("db.operation.name", "EVALSHA", "db.response.status_code", "_other"))
                .isEqualTo(1 + FLOOD);
    }

    @Test
    void everyMeterHasTheTagsThatItsConstantTells() {
        for (CallOutcome outcome : CallOutcome.values()) {
            watched.pass(new PlainCall("GET", "k").errorCode("ERR"), outcome);
        }

        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().endsWith(".histogram")) {
                continue; // how this kind of registry shows buckets
            }
            GuardMeter known = Arrays.stream(GuardMeter.values())
                    .filter(constant ->
                            constant.meterName().equals(meter.getId().getName()))
                    .findAny()
                    .orElseThrow();
            assertThat(meter.getId().getType()).isEqualTo(known.type());
            assertThat(meter.getId().getBaseUnit()).isEqualTo(known.unit());
            assertThat(meter.getId().getDescription()).isEqualTo(known.description());
            for (GuardTag tag : known.tags()) {
                String value = meter.getId().getTag(tag.key());
                assertThat(value).isNotNull();
                assertThat(tag.closedSet().isEmpty() || tag.closedSet().contains(value))
                        .as(tag + "=" + value)
                        .isTrue();
            }
            assertThat(meter.getId().getTags()).hasSize(known.tags().size() + 2);
        }
    }

    @Test
    void aRegistryThatThrowsDisturbsNoCallAndIsLoggedOnce() {
        Watched broken = Watched.by(new SimpleMeterRegistry() {
            @Override
            protected Timer newTimer(
                    Meter.Id id,
                    io.micrometer.core.instrument.distribution.DistributionStatisticConfig config,
                    io.micrometer.core.instrument.distribution.pause.PauseDetector detector) {
                throw new LinkageError("broken registry");
            }
        });

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            for (int i = 0; i < 3; i++) {
                broken.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
            }

            assertThat(log.warnings())
                    .containsExactly("Observing calls failed; calls are not affected, later failures are not logged.");
            assertThat(log.text()).contains("broken registry");
        }
        assertThat(broken.counted(GuardMeter.OBSERVE_FAILURES)).isEqualTo(3);
    }

    @Test
    void aRegistryThatMakesNoMetersAtAllDisturbsNoCallEither() {
        Watched broken = Watched.by(new SimpleMeterRegistry() {
            @Override
            protected Counter newCounter(Meter.Id id) {
                throw new IllegalStateException("broken registry");
            }
        });

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            broken.pass(new PlainCall("GET", "k"), CallOutcome.SUCCESS);
            broken.pass(new PlainCall("GET", "k").elapsed(Duration.ofSeconds(1).toNanos()), CallOutcome.SUCCESS);

            assertThat(log.warnings()).hasSize(2);
            assertThat(log.warnings().get(1)).startsWith("GET to server:6379 took 1000 ms");
        }
        assertThat(broken.events).hasSize(1);
    }
}
