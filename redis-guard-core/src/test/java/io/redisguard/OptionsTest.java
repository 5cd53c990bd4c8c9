package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.resilience.DeadlineOptions;
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
                DeadlineOptions.builder().build(), ConnectionOptions.builder().build());
    }

    @Test
    void theDefaultsProtect() {
        assertThat(DeadlineOptions.builder().build())
                .hasToString("DeadlineOptions[total=1 s, attempt=500 ms, slow=5 s, blocking-margin=1 s]");
        assertThat(ConnectionOptions.builder().build())
                .hasToString("ConnectionOptions[connect-timeout=1 s, start-up=FAIL_FAST, exclusive-max-wait=500 ms,"
                        + " drain-timeout=2 s, tcp-user-timeout=10 s, max-in-flight=10000,"
                        + " max-command-bytes=33554432, client-name=redis-guard]");
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
        assertThat(before).hasSizeGreaterThan(3);
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
                        .exclusiveMaxWait(HUGE.negated())
                        .drainTimeout(Duration.ofMillis(-1))
                        .tcpUserTimeout(Duration.ofMillis(999))
                        .maxInFlight(0)
                        .maxCommandBytes(Integer.MAX_VALUE)
                        .clientName("two words")
                        .build())
                .withMessageStartingWith("Bad connection options: ")
                .withMessageContaining("connect-timeout=0 ms (allowed: 10 ms to 3600 s)")
                .withMessageContaining("exclusive-max-wait=-9223372036854775807 s (allowed: ")
                .withMessageContaining("drain-timeout=-1 ms (allowed: 0 ms to 3600 s)")
                .withMessageContaining("tcp-user-timeout=999 ms (allowed: 1 s to 3600 s)")
                .withMessageContaining("max-in-flight=0 (allowed: 1 to 1000000)")
                .withMessageContaining("max-command-bytes=2147483647 (allowed: 1 to 536870912)")
                .withMessageContaining("client-name=two words (allowed: printable ASCII without spaces)");
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
                        .exclusiveMaxWait(null)
                        .drainTimeout(null)
                        .tcpUserTimeout(null)
                        .clientName(null)
                        .build())
                .withMessageContainingAll(
                        "connect-timeout=null",
                        "start-up=null",
                        "exclusive-max-wait=null",
                        "drain-timeout=null",
                        "tcp-user-timeout=null",
                        "client-name=null");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RedisGuard.builder().connection(null).deadlines(null).build())
                .withMessageContainingAll("uri=null", "connection=null", "deadlines=null");
    }

    @Test
    void theBoundsThemselvesAreGood() {
        assertThat(ConnectionOptions.builder()
                        .connectTimeout(Duration.ofMillis(10))
                        .drainTimeout(Duration.ZERO)
                        .tcpUserTimeout(Duration.ofSeconds(1))
                        .exclusiveMaxWait(Duration.ofHours(1))
                        .maxInFlight(1)
                        .maxCommandBytes(536_870_912)
                        .clientName("!~")
                        .build()
                        .maxInFlight())
                .isEqualTo(1);
        assertThat(DeadlineOptions.builder()
                        .total(Duration.ofDays(1))
                        .attempt(Duration.ofDays(1))
                        .slow(DeadlineOptions.SHORTEST)
                        .build()
                        .attempt())
                .isEqualTo(Duration.ofDays(1));
    }
}
