package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.CapturedLog;
import io.redisguard.command.CommandCatalog;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.BreakerState;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GuardObserverTest {
    private static final String SERVER = Watched.SERVER;
    private static final GuardEvent EVENT = new GuardEvent.LinkDown(SERVER);
    private static final ObserveOptions NOTHING = ObserveOptions.builder().build();

    private final Watched watched = Watched.by(new SimpleMeterRegistry());

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(EVENT, GuardMeter.LINK_LOST, new String[0], 1),
                Arguments.of(
                        new GuardEvent.LinkUp(SERVER, Duration.ofMillis(5), 0),
                        GuardMeter.RECONNECTS,
                        new String[0],
                        1),
                Arguments.of(new GuardEvent.LinkUp(SERVER, Duration.ZERO, 0), GuardMeter.RECONNECTS, new String[0], 0),
                Arguments.of(
                        new GuardEvent.LinkReplaced(SERVER, GuardEvent.LinkReplaced.Fault.READ_ONLY),
                        GuardMeter.LINK_REPLACED,
                        new String[] {"fault", "read_only"},
                        1),
                Arguments.of(new GuardEvent.GraceEnded(SERVER, 7), GuardMeter.LINK_GIVEN_UP, new String[0], 7),
                Arguments.of(
                        new GuardEvent.CallRepeated(SERVER, "GET", 1, Duration.ZERO),
                        GuardMeter.RETRY_ATTEMPTS,
                        new String[0],
                        1),
                Arguments.of(
                        new GuardEvent.RepeatDenied(SERVER, "GET", GuardEvent.RepeatDenied.Reason.BUDGET),
                        GuardMeter.RETRY_EXHAUSTED,
                        new String[] {"reason", "budget"},
                        1),
                Arguments.of(
                        new GuardEvent.BreakerChanged(SERVER, BreakerState.CLOSED, BreakerState.OPEN),
                        GuardMeter.BREAKER_TRANSITIONS,
                        new String[] {"to", "open"},
                        1),
                Arguments.of(
                        new GuardEvent.CallRefused(SERVER, "GET", GuardEvent.CallRefused.Guard.BREAKER),
                        GuardMeter.BREAKER_REJECTED,
                        new String[0],
                        1),
                Arguments.of(
                        new GuardEvent.CallRefused(SERVER, "GET", GuardEvent.CallRefused.Guard.BULKHEAD),
                        GuardMeter.BULKHEAD_REJECTED,
                        new String[0],
                        1),
                Arguments.of(
                        new GuardEvent.CallRedirected(SERVER, "GET", ServerRefusal.MOVED),
                        GuardMeter.REDIRECTS,
                        new String[] {"kind", "moved"},
                        1),
                Arguments.of(
                        new GuardEvent.CallRedirected(SERVER, "GET", ServerRefusal.ASK),
                        GuardMeter.REDIRECTS,
                        new String[] {"kind", "ask"},
                        1),
                Arguments.of(
                        new GuardEvent.PolicyViolated(SERVER, "KEYS", "dangerous-command", "reject"),
                        GuardMeter.POLICY_VIOLATIONS,
                        new String[] {"rule", "dangerous-command", "action", "reject"},
                        1),
                Arguments.of(
                        new GuardEvent.PoolExhausted(SERVER, ConnectionRole.EXCLUSIVE, Duration.ofMillis(500)),
                        GuardMeter.POOL_EXHAUSTED,
                        new String[] {"role", "exclusive"},
                        1),
                Arguments.of(
                        new GuardEvent.ConnectionHeldTooLong(
                                SERVER, ConnectionRole.BLOCKING, Duration.ofSeconds(30), "worker", "Shop.pay"),
                        GuardMeter.POOL_LEAKS,
                        new String[] {"role", "blocking"},
                        1));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsCountedAndHeard(GuardEvent event, GuardMeter meter, String[] tags, double counted) {
        watched.observer.accept(event);

        assertThat(watched.counted(meter, tags)).isEqualTo(counted);
        assertThat(watched.counted(meter)).isEqualTo(counted);
        assertThat(watched.events).containsExactly(event);
    }

    @Test
    void moreRulesThanAnyPolicyHasAreCountedAsOne() {
        for (int i = 0; i < 300; i++) {
            watched.observer.accept(new GuardEvent.PolicyViolated(SERVER, "KEYS", "rule-" + i, "reject"));
        }

        assertThat(watched.registry.find("redis.guard.policy.violations").counters())
                .hasSize(101);
        assertThat(watched.counted(GuardMeter.POLICY_VIOLATIONS, "rule", "_other"))
                .isEqualTo(200);
    }

    @Test
    void aListenerThatThrowsDoesNotStopTheMetersAndIsLoggedOnce() {
        MeterRegistry registry = new SimpleMeterRegistry();
        GuardObserver observer =
                GuardObserver.of(ObserveOptions.builder().meters(registry).build(), event -> {
                    throw new AssertionError("broken listener");
                });

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            observer.accept(EVENT);
            observer.accept(EVENT);

            assertThat(log.warnings())
                    .containsExactly("A listener of guard events failed; later failures of it are not logged.");
        }
        assertThat(registry.get("redis.guard.link.lost").counter().count()).isEqualTo(2);
        assertThat(registry.get("redis.guard.observe.failures").counter().count())
                .isEqualTo(2);
    }

    @Test
    void whatAListenerCausesItselfIsCountedButNotToldToIt() {
        MeterRegistry registry = new SimpleMeterRegistry();
        List<GuardEvent> heard = new ArrayList<>();
        List<GuardObserver> own = new ArrayList<>();
        own.add(GuardObserver.of(ObserveOptions.builder().meters(registry).build(), event -> {
            heard.add(event);
            own.get(0).accept(new GuardEvent.GraceEnded(SERVER, 1));
        }));

        own.get(0).accept(EVENT);
        own.get(0).accept(EVENT);

        assertThat(heard).containsExactly(EVENT, EVENT);
        assertThat(registry.get("redis.guard.link.given.up").counter().count()).isEqualTo(2);
    }

    @Test
    void aListenerThatThrewHearsOfTheNextEvent() {
        List<GuardEvent> heard = new ArrayList<>();
        GuardObserver observer = GuardObserver.of(NOTHING, event -> {
            heard.add(event);
            throw new IllegalStateException("broken listener");
        });

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            observer.accept(EVENT);
            observer.accept(EVENT);

            assertThat(log.warnings()).hasSize(1);
        }
        assertThat(heard).hasSize(2);
    }

    @Test
    void aRegistryThatThrowsDoesNotStopTheListener() {
        List<GuardEvent> heard = new ArrayList<>();
        MeterRegistry broken = new SimpleMeterRegistry() {
            @Override
            protected Counter newCounter(Meter.Id id) {
                throw new IllegalStateException("broken registry");
            }
        };
        GuardObserver observer =
                GuardObserver.of(ObserveOptions.builder().meters(broken).build(), heard::add);

        try (CapturedLog log = CapturedLog.from(Level.INFO)) {
            observer.accept(EVENT);

            assertThat(log.text()).contains("broken registry");
        }
        assertThat(heard).containsExactly(EVENT);
    }

    @Test
    void nobodyHearsEventsWhenThereAreNeitherMetersNorAListener() {
        assertThat(GuardObserver.of(NOTHING, null).listener()).isNull();
        assertThat(GuardObserver.of(NOTHING, event -> {}).listener()).isNotNull();
        assertThat(watched.observer.listener()).isNotNull();
    }

    @Test
    void aCallThatFoundNoConnectionIsCounted() {
        watched.observer.notConnected(SERVER, CommandCatalog.facts("GET"), CallOutcome.CONNECTION_LOST_BEFORE_SENDING);

        assertThat(watched.counted(GuardMeter.COMMANDS, "command", "GET", "outcome", "connection_lost"))
                .isEqualTo(1);
        assertThat(watched.timed("error.type", "connection_lost_before_sending"))
                .isEqualTo(1);
    }
}
