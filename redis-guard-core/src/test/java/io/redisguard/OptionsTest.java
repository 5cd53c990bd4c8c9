package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.redisguard.command.ReadPreference;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.PoolOptions;
import io.redisguard.connection.ReplicaOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyLimits;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyRule;
import io.redisguard.policy.SlotDemand;
import io.redisguard.resilience.BreakerMode;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RepeatedWrites;
import io.redisguard.resilience.RetryOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsTest {
    private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);

    static Stream<Object> options() {
        return Stream.of(
                DeadlineOptions.builder().build(),
                ConnectionOptions.builder().build(),
                PoolOptions.builder().build(),
                ReplicaOptions.builder().build(),
                LinkOptions.builder().build(),
                RetryOptions.builder().build(),
                CircuitBreakerOptions.builder().build(),
                BulkheadOptions.builder().build(),
                PolicyLimits.builder().build(),
                ObserveOptions.builder().build());
    }

    @Test
    void theDefaultsProtect() {
        assertThat(PolicyOptions.builder().build())
                .hasToString("PolicyOptions[shared-connection=REJECT, dangerous-command=REJECT, dangerous-script=WARN,"
                        + " unbounded-read=OBSERVE, big-reply=WARN, big-delete=WARN, big-value=WARN,"
                        + " huge-value=REJECT, many-elements=WARN, long-key=WARN, key-characters=WARN,"
                        + " missing-expiry=REJECT, cross-slot=REJECT, unknown-command=OBSERVE, slots=NONE]");
        assertThat(PolicyLimits.builder().build())
                .hasToString("PolicyLimits[big-value-bytes=102400, huge-value-bytes=1048576, big-reply-bytes=1048576,"
                        + " big-reply-elements=10000, max-elements=2000, max-key-bytes=512]");
        assertThat(DeadlineOptions.builder().build())
                .hasToString("DeadlineOptions[total=1 s, attempt=500 ms, slow=5 s, blocking-margin=1 s]");
        assertThat(ConnectionOptions.builder().build())
                .hasToString("ConnectionOptions[connect-timeout=1 s, start-up=FAIL_FAST,"
                        + " drain-timeout=2 s, tcp-user-timeout=10 s, max-command-bytes=33554432,"
                        + " client-name=redis-guard, exclusive=PoolOptions[max-size=8, max-wait=500 ms,"
                        + " max-waiting=1000, max-idle-time=300 s, max-age=1800 s, leak-after=30 s,"
                        + " reset-timeout=500 ms], blocking=PoolOptions[max-size=16, max-wait=500 ms,"
                        + " max-waiting=1000, max-idle-time=300 s, max-age=1800 s, leak-after=0 ms,"
                        + " reset-timeout=500 ms], replicas=ReplicaOptions[read-from=PRIMARY, max-lag=1 s,"
                        + " own-writes=2 s]]");
        assertThat(LinkOptions.builder().build())
                .hasToString(
                        "LinkOptions[reconnect-grace=300 ms, max-waiting=1000, silence=500 ms, silence-limit=6 s]");
        assertThat(RetryOptions.builder().build())
                .hasToString("RetryOptions[max-attempts=3, shortest-pause=10 ms, longest-pause=500 ms,"
                        + " budget-percent=10, budget-per-second=5, writes=WHEN_CALLER_WAITS]");
        assertThat(CircuitBreakerOptions.builder().build())
                .hasToString(
                        "CircuitBreakerOptions[mode=PROTECT, failure-percent=50, window=500 ms, open-for=1 s, probes=8]");
        assertThat(BulkheadOptions.builder().build())
                .hasToString("BulkheadOptions[max-in-flight=10000, max-in-flight-exclusive=10000]");
        assertThat(ObserveOptions.builder().build())
                .hasToString("ObserveOptions[meters=none, slow-call=100 ms, observations=none]");
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionSurvivesToBuilder(Object defaults) throws ReflectiveOperationException {
        Object builder = call(defaults, "toBuilder");
        for (Method option : accessorsOf(defaults)) {
            set(builder, option, changed(option.invoke(defaults)));
        }
        Object changed = call(builder, "build");

        Object copy = call(call(changed, "toBuilder"), "build");

        Map<String, Object> before = valuesOf(defaults);
        assertThat(before).hasSizeGreaterThan(1);
        assertThat(valuesOf(copy))
                .isEqualTo(valuesOf(changed))
                .allSatisfy((name, value) -> assertThat(value).as(name).isNotEqualTo(before.get(name)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void toStringNamesEveryOption(Object defaults) throws ReflectiveOperationException {
        for (Method option : accessorsOf(defaults)) {
            assertThat(defaults.toString()).contains(dashed(option.getName()) + "=");
        }
    }

    /** The accessors are those methods that the builder has a setter for. */
    private static List<Method> accessorsOf(Object options) throws ReflectiveOperationException {
        List<Method> accessors = new ArrayList<>();
        List<String> setters = new ArrayList<>();
        for (Method setter : call(options, "toBuilder").getClass().getMethods()) {
            if (setter.getParameterCount() == 1 && setter.getReturnType() == setter.getDeclaringClass()) {
                setters.add(setter.getName());
            }
        }
        for (Method method : options.getClass().getDeclaredMethods()) {
            boolean reads = Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == 0
                    && !List.of("toBuilder", "toString").contains(method.getName());
            if (reads) {
                accessors.add(method);
            }
        }
        assertThat(accessors).extracting(Method::getName).containsExactlyInAnyOrderElementsOf(setters);
        return accessors;
    }

    private static Map<String, Object> valuesOf(Object options) throws ReflectiveOperationException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Method option : accessorsOf(options)) {
            values.put(option.getName(), option.invoke(options));
        }
        return values;
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    private static void set(Object builder, Method option, Object value) throws ReflectiveOperationException {
        builder.getClass().getMethod(option.getName(), option.getReturnType()).invoke(builder, value);
    }

    private static Object changed(Object value) {
        if (value instanceof Duration duration) {
            return duration.plusMillis(1);
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof PoolOptions pool) {
            return pool.toBuilder().maxSize(pool.maxSize() + 1).build();
        }
        if (value instanceof ReplicaOptions replicas) {
            return replicas.toBuilder().maxLag(replicas.maxLag().plusMillis(1)).build();
        }
        if (value instanceof ReadPreference) {
            return ReadPreference.REPLICA;
        }
        if (value instanceof MeterRegistry) {
            return new SimpleMeterRegistry();
        }
        if (value instanceof ObservationRegistry) {
            return ObservationRegistry.create();
        }
        if (value instanceof RepeatedWrites) {
            return RepeatedWrites.ALWAYS;
        }
        if (value instanceof BreakerMode) {
            return BreakerMode.OFF;
        }
        return value instanceof StartUp ? StartUp.LAZY : value + "-other";
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void oneErrorNamesEveryBadDeadline() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadlineOptions.builder()
                        .total(Duration.ofMillis(-5))
                        .attempt(Duration.ZERO)
                        .slow(HUGE)
                        .blockingMargin(Duration.ofMillis(9))
                        .build())
                .withMessageStartingWith("Bad deadlines options: ")
                .withMessageContaining("total=-5 ms (allowed: 10 ms to 86400 s)")
                .withMessageContaining("attempt=0 ms (allowed: 10 ms to 86400 s)")
                .withMessageContaining("slow=9223372036854775807 s (allowed: 10 ms to 86400 s)")
                .withMessageContaining("blocking-margin=9 ms (allowed: ");
    }

    @Test
    void anAttemptCannotTakeLongerThanTheWholeCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DeadlineOptions.builder().total(Duration.ofMillis(100)).build())
                .withMessage("Bad deadlines options: attempt=500 ms (allowed: 10 ms to 100 ms).");
    }

    @Test
    void oneErrorNamesEveryBadConnectionOption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionOptions.builder()
                        .connectTimeout(Duration.ZERO)
                        .drainTimeout(Duration.ofMillis(-1))
                        .tcpUserTimeout(Duration.ofMillis(999))
                        .maxCommandBytes(Integer.MAX_VALUE)
                        .clientName("two words")
                        .build())
                .withMessageStartingWith("Bad connection options: ")
                .withMessageContaining("connect-timeout=0 ms (allowed: 10 ms to 3600 s)")
                .withMessageContaining("drain-timeout=-1 ms (allowed: 0 ms to 3600 s)")
                .withMessageContaining("tcp-user-timeout=999 ms (allowed: 1 s to 3600 s)")
                .withMessageContaining("max-command-bytes=2147483647 (allowed: 1 to 536870912)")
                .withMessageContaining("client-name=two words (allowed: printable ASCII without spaces)");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void oneErrorNamesEveryBadOptionOfTheResilience() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinkOptions.builder()
                        .reconnectGrace(Duration.ofMillis(-1))
                        .maxWaiting(0)
                        .silence(null)
                        .silenceLimit(HUGE)
                        .build())
                .withMessageStartingWith("Bad link options: ")
                .withMessageContaining("reconnect-grace=-1 ms (allowed: 0 ms to 10 s)")
                .withMessageContaining("max-waiting=0 (allowed: 1 to 100000)")
                .withMessageContaining("silence=null")
                .withMessageContaining("silence-limit=9223372036854775807 s (allowed: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryOptions.builder()
                        .maxAttempts(11)
                        .shortestPause(Duration.ofMillis(600))
                        .budgetPercent(101)
                        .budgetPerSecond(-1)
                        .writes(null)
                        .build())
                .withMessageStartingWith("Bad retry options: ")
                .withMessageContaining("max-attempts=11 (allowed: 1 to 10)")
                .withMessageContaining("longest-pause=500 ms (allowed: 600 ms to 60 s)")
                .withMessageContaining("budget-percent=101 (allowed: 0 to 100)")
                .withMessageContaining("budget-per-second=-1 (allowed: 0 to 100000)")
                .withMessageContaining("writes=null (allowed: WHEN_CALLER_WAITS, ALWAYS or NEVER)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CircuitBreakerOptions.builder()
                        .mode(null)
                        .failurePercent(0)
                        .window(Duration.ofMillis(299))
                        .openFor(Duration.ZERO)
                        .probes(1_001)
                        .build())
                .withMessageStartingWith("Bad circuit-breaker options: ")
                .withMessageContaining("mode=null (allowed: PROTECT or OFF)")
                .withMessageContaining("failure-percent=0 (allowed: 1 to 100)")
                .withMessageContaining("window=299 ms (allowed: 300 ms to 60 s)")
                .withMessageContaining("open-for=0 ms (allowed: 100 ms to 60 s)")
                .withMessageContaining("probes=1001 (allowed: 1 to 1000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BulkheadOptions.builder()
                        .maxInFlight(0)
                        .maxInFlightExclusive(1_000_001)
                        .build())
                .withMessageStartingWith("Bad bulkhead options: ")
                .withMessageContaining("max-in-flight=0 (allowed: 1 to 1000000)")
                .withMessageContaining("max-in-flight-exclusive=1000001 (allowed: 1 to 1000000)");
    }

    @Test
    void oneErrorNamesEveryBadOptionOfAPool() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolOptions.builder()
                        .maxSize(0)
                        .maxWait(HUGE.negated())
                        .maxWaiting(-1)
                        .maxIdleTime(Duration.ofMillis(99))
                        .maxAge(HUGE)
                        .leakAfter(Duration.ofMillis(9))
                        .resetTimeout(Duration.ZERO)
                        .build())
                .withMessageStartingWith("Bad pool options: ")
                .withMessageContaining("max-size=0 (allowed: 1 to 10000)")
                .withMessageContaining("max-wait=-9223372036854775807 s (allowed: ")
                .withMessageContaining("max-waiting=-1 (allowed: 0 to 100000)")
                .withMessageContaining("max-idle-time=99 ms (allowed: 100 ms to 86400 s)")
                .withMessageContaining("max-age=9223372036854775807 s (allowed: ")
                .withMessageContaining("leak-after=9 ms (allowed: 0 ms, or 10 ms to 86400 s)")
                .withMessageContaining("reset-timeout=0 ms (allowed: 10 ms to 60 s)");
    }

    @Test
    void oneErrorNamesEveryBadLimitOfThePolicy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyLimits.builder()
                        .bigValueBytes(0)
                        .hugeValueBytes(-1)
                        .bigReplyBytes(Integer.MAX_VALUE)
                        .bigReplyElements(0)
                        .maxElements(100_000_001)
                        .maxKeyBytes(-5)
                        .build())
                .withMessageStartingWith("Bad policy limits options: ")
                .withMessageContaining("big-value-bytes=0 (allowed: 1 to 536870912)")
                .withMessageContaining("huge-value-bytes=-1 (allowed: 1 to 536870912)")
                .withMessageContaining("big-reply-bytes=2147483647 (allowed: ")
                .withMessageContaining("big-reply-elements=0 (allowed: ")
                .withMessageContaining("max-elements=100000001 (allowed: 1 to 100000000)")
                .withMessageContaining("max-key-bytes=-5 (allowed: ");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PolicyLimits.builder().bigValueBytes(2_000_000).build())
                .withMessageContaining("huge-value-bytes=1048576 (allowed: 2000000 to ");
    }

    @Test
    void thePolicySurvivesToBuilder() {
        PolicyOptions options = PolicyOptions.builder()
                .everyRule(PolicyMode.WARN)
                .mode(PolicyRule.BIG_VALUE, PolicyMode.REJECT)
                .limits(PolicyLimits.builder().maxElements(7).build())
                .slots(SlotDemand.ONE_SLOT)
                .keys(KeyPolicy.of("a:*").expiring().big().build())
                .build();

        assertThat(options.toBuilder().build()).hasToString(options.toString());
        assertThat(options.toBuilder().build().limits()).isEqualTo(options.limits());
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void oneErrorNamesEveryBadOptionOfTheObservation() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObserveOptions.builder()
                        .meters(null)
                        .slowCall(Duration.ofNanos(999_999))
                        .observations(null)
                        .build())
                .withMessage("Bad observe options: meters=null (allowed: a MeterRegistry); slow-call=PT0.000999999S"
                        + " (allowed: 0 ms, or 1 ms to 86400 s); observations=null (allowed: an ObservationRegistry).");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObserveOptions.builder().slowCall(HUGE).build())
                .withMessageContaining("slow-call=9223372036854775807 s (allowed: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObserveOptions.builder().slowCall(null).build())
                .withMessageContaining("slow-call=null");
    }

    @Test
    void ofRegistriesOnlyThatTheyAreThereIsSaid() {
        assertThat(ObserveOptions.builder()
                        .meters(new SimpleMeterRegistry())
                        .slowCall(Duration.ZERO)
                        .observations(ObservationRegistry.create())
                        .build())
                .hasToString("ObserveOptions[meters=set, slow-call=0 ms, observations=set]");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void nullIsNamedLikeAnyOtherBadOption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadlineOptions.builder()
                        .total(null)
                        .attempt(null)
                        .slow(null)
                        .blockingMargin(null)
                        .build())
                .withMessageContainingAll("total=null", "attempt=null", "slow=null", "blocking-margin=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionOptions.builder()
                        .connectTimeout(null)
                        .startUp(null)
                        .exclusive(null)
                        .blocking(null)
                        .drainTimeout(null)
                        .tcpUserTimeout(null)
                        .clientName(null)
                        .build())
                .withMessageContainingAll(
                        "connect-timeout=null",
                        "start-up=null",
                        "exclusive=null",
                        "blocking=null",
                        "drain-timeout=null",
                        "tcp-user-timeout=null",
                        "client-name=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolOptions.builder()
                        .maxWait(null)
                        .maxIdleTime(null)
                        .maxAge(null)
                        .leakAfter(null)
                        .resetTimeout(null)
                        .build())
                .withMessageContainingAll(
                        "max-wait=null", "max-idle-time=null", "max-age=null", "leak-after=null", "reset-timeout=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder()
                        .connection(null)
                        .deadlines(null)
                        .link(null)
                        .retry(null)
                        .circuitBreaker(null)
                        .bulkhead(null)
                        .policy(null)
                        .observe(null)
                        .build())
                .withMessageContainingAll(
                        "uri=null",
                        "connection=null",
                        "deadlines=null",
                        "link=null",
                        "retry=null",
                        "circuit-breaker=null",
                        "bulkhead=null",
                        "policy=null",
                        "observe=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyOptions.builder()
                        .mode(null, null)
                        .mode(PolicyRule.BIG_VALUE, null)
                        .limits(null)
                        .slots(null)
                        .keys(null)
                        .build())
                .withMessageContainingAll("rule=null", "big-value=null", "limits=null", "slots=null", "keys=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        KeyPolicy.of(null).mode(PolicyRule.BIG_VALUE, null).build())
                .withMessageContainingAll("pattern=", "big-value=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyOptions.builder().everyRule(null).build())
                .withMessageContaining("big-value=null");
    }

    @Test
    void theBoundsThemselvesAreGood() {
        assertThat(ConnectionOptions.builder()
                        .connectTimeout(Duration.ofMillis(10))
                        .drainTimeout(Duration.ZERO)
                        .tcpUserTimeout(Duration.ofSeconds(1))
                        .maxCommandBytes(536_870_912)
                        .clientName("!~")
                        .build()
                        .maxCommandBytes())
                .isEqualTo(536_870_912);
        assertThat(PoolOptions.builder()
                        .maxSize(10_000)
                        .maxWait(Duration.ofHours(1))
                        .maxWaiting(0)
                        .maxIdleTime(Duration.ofMillis(100))
                        .maxAge(Duration.ofDays(1))
                        .leakAfter(Duration.ZERO)
                        .resetTimeout(Duration.ofMinutes(1))
                        .build()
                        .maxWaiting())
                .isZero();
        assertThat(DeadlineOptions.builder()
                        .total(Duration.ofDays(1))
                        .attempt(Duration.ofDays(1))
                        .slow(DeadlineOptions.SHORTEST)
                        .build()
                        .attempt())
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void aCallThatWaitsOnTheServerMustNotSpendItsMarginInTheQueue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisGuard.builder()
                        .uri("redis://localhost")
                        .connection(ConnectionOptions.builder()
                                .blocking(PoolOptions.builder()
                                        .maxWait(Duration.ofSeconds(2))
                                        .build())
                                .build())
                        .build())
                .withMessageContaining("blocking.max-wait=2 s");
    }
}
