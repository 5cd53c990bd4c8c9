package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redisguard.command.GuardEvent;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.error.BulkheadFullException;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.CircuitOpenException;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyLimits;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyReport;
import io.redisguard.policy.PolicyRule;
import io.redisguard.policy.SlotDemand;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keys, values, scripts, channels, names and passwords reach the server and nobody else: whatever becomes of a call,
 * they are in no log (of any logger, at DEBUG), meter, observation, event, report, exception or text of an object.
 */
@ExtendWith(RedisExtension.class)
class CanaryIT {
    private static final List<Door> APIS = List.of(Door.SYNC, Door.ASYNC, Door.REACTIVE);
    private static final int HUGE = 4_000;
    private static final int BIG = 2_000;
    private static final int MOST_ELEMENTS = 5;
    private static final int LONGEST_KEY = 200;

    private final String key = Canary.key("door");
    private final String value = Canary.value();
    private final String user = Canary.user();
    private final String password = Canary.password();
    private final Witness witness = new Witness();
    private final RedisServer server;
    private FaultProxy proxy;
    private RedisGuard guard;

    CanaryIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void given() {
        server.execute("ACL", "SETuser", user, "reset", "on", ">" + password, "~*", "+@all", "-getrange");
        server.execute("SET", key, value);
        proxy = FaultProxy.inFrontOf(server);
        guard = builder().build();
    }

    private RedisGuard.Builder builder() {
        return witness.watch(RedisGuard.builder())
                .uri(uri(password))
                .connection(connection(StartUp.FAIL_FAST))
                .deadlines(DeadlineOptions.builder()
                        .total(Duration.ofMillis(400))
                        .attempt(Duration.ofMillis(200))
                        .build());
    }

    private String uri(String secret) {
        return "redis://" + user + ":" + secret + "@" + proxy.host() + ":" + proxy.port();
    }

    private static ConnectionOptions connection(StartUp startUp) {
        return ConnectionOptions.builder()
                .startUp(startUp)
                .drainTimeout(Duration.ZERO)
                .build();
    }

    private void guard(RedisGuard.Builder builder) {
        guard.close();
        guard = builder.build();
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
        witness.close();
    }

    private StatefulRedisConnection<String, String> connection() {
        return guard.commands().connection();
    }

    private @Nullable Throwable failureOf(Door door, String... words) {
        return Door.cause(catchThrowable(() -> door.send(connection(), List.of(words))));
    }

    @Test
    void theLogOfTheWholeSuiteIsWatched() {
        assertThat(CanaryWatch.isOn()).isTrue();
    }

    // ---- every outcome -----------------------------------------------------------------------------------------

    static Stream<Arguments> outcomesByApi() {
        return APIS.stream()
                .flatMap(door -> Stream.of(CallOutcome.values())
                        .filter(outcome -> outcome != CallOutcome.INTERRUPTED || door == Door.SYNC)
                        .filter(outcome -> outcome != CallOutcome.CANCELLED || door != Door.SYNC)
                        .map(outcome -> Arguments.of(outcome, door)));
    }

    @ParameterizedTest
    @MethodSource("outcomesByApi")
    void noOutcomeTells(CallOutcome outcome, Door door) throws Exception {
        Throwable failure = bringAbout(outcome, door);

        if (outcome == CallOutcome.SUCCESS || outcome == CallOutcome.CANCELLED) {
            assertThat(failure).isNull();
        } else {
            if (outcome == CallOutcome.SERVER_ERROR) {
                assertThat(failure).isInstanceOf(RedisCommandExecutionException.class);
            } else {
                assertThat(Objects.requireNonNull(GuardFailure.find(failure)).outcome())
                        .isEqualTo(outcome);
            }
            Witness.assertThatItTellsNothing(failure);
        }
        witness.assertThatNobodyTold(guard);
    }

    /** Makes one call end so, and returns what it failed with. */
    private @Nullable Throwable bringAbout(CallOutcome outcome, Door door) throws Exception {
        switch (outcome) {
            case SUCCESS -> {
                return failureOf(door, "HSET", key + ":hash", value, value);
            }
            case SERVER_ERROR -> {
                return failureOf(door, "INCR", key);
            }
            case REJECTED -> {
                return failureOf(door, "WATCH", key);
            }
            case DEADLINE_BEFORE_SENDING -> {
                return guard.exclusive(exclusive -> {
                    exclusive.setAutoFlushCommands(false);
                    return Objects.requireNonNull(
                            Door.cause(catchThrowable(() -> door.send(exclusive, List.of("APPEND", key, value)))));
                });
            }
            case DEADLINE_AFTER_SENDING -> proxy.blackHole(Direction.TO_CLIENT);
            case CONNECTION_LOST_BEFORE_SENDING -> {
                proxy.refuse().reset();
                await().until(() -> !connection().isOpen());
            }
            case CONNECTION_LOST_AFTER_SENDING -> proxy.cutReplyAfter(0);
            case CANNOT_ENCODE -> {
                return catchThrowable(() -> getset(door, TellingCodec.BAD + value));
            }
            case CANNOT_DECODE -> {
                server.execute("SET", key, TellingCodec.BAD + value);
                return catchThrowable(() -> getset(door, value));
            }
            case INTERRUPTED -> {
                proxy.blackHole(Direction.TO_CLIENT);
                Thread.currentThread().interrupt();
                Throwable failure = failureOf(door, "APPEND", key, value);
                assertThat(Thread.interrupted()).isTrue();
                return failure;
            }
            case CANCELLED -> {
                proxy.blackHole(Direction.TO_CLIENT);
                if (door == Door.ASYNC) {
                    assertThat(connection().async().append(key, value).cancel(true))
                            .isTrue();
                } else {
                    connection().reactive().append(key, value).subscribe().dispose();
                }
                return null;
            }
            case CLOSED -> {
                if (door != Door.SYNC) {
                    return closedMeanwhile(door);
                }
                guard.close();
            }
        }
        return failureOf(door, "APPEND", key, value);
    }

    private @Nullable Throwable closedMeanwhile(Door door) {
        proxy.blackHole(Direction.TO_CLIENT);
        CompletableFuture<Long> call = door == Door.ASYNC
                ? connection().async().append(key, value).toCompletableFuture()
                : connection().reactive().append(key, value).toFuture();
        guard.close();
        return Door.cause(catchThrowable(() -> Door.await(call)));
    }

    private @Nullable String getset(Door door, String given) throws Exception {
        StatefulRedisConnection<String, String> telling =
                guard.commands(new TellingCodec()).connection();
        return switch (door) {
            case ASYNC -> Door.await(telling.async().setGet(key, given));
            case REACTIVE -> telling.reactive().setGet(key, given).block();
            default -> telling.sync().setGet(key, given);
        };
    }

    // ---- rules -------------------------------------------------------------------------------------------------

    static Stream<Arguments> modesByApi() {
        return APIS.stream().flatMap(door -> Stream.of(PolicyMode.values()).map(mode -> Arguments.of(mode, door)));
    }

    @ParameterizedTest
    @MethodSource("modesByApi")
    void noBrokenRuleTells(PolicyMode mode, Door door) {
        guard(builder()
                .policy(PolicyOptions.builder()
                        .everyRule(mode)
                        .slots(SlotDemand.ONE_SLOT)
                        .limits(PolicyLimits.builder()
                                .bigValueBytes(BIG)
                                .hugeValueBytes(HUGE)
                                .bigReplyBytes(BIG)
                                .maxElements(MOST_ELEMENTS)
                                .maxKeyBytes(LONGEST_KEY)
                                .build())
                        .keys(KeyPolicy.of("cache:*").expiring().build())
                        .keys(KeyPolicy.of("heap:*").big().build())
                        .build()));

        for (PolicyRule rule : PolicyRule.values()) {
            Throwable failure = failureOf(door, sin(rule));
            if (mode == PolicyMode.REJECT && rule.canBe(mode)) {
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                CommandRejectedException.class,
                                rejected -> assertThat(rejected.rule()).isEqualTo(rule.id()));
            }
            if (failure != null) {
                Witness.assertThatItTellsNothing(failure);
            }
        }

        assertThat(guard.policyReport().entries())
                .extracting(PolicyReport.Entry::rule)
                .contains(PolicyRule.values());
        witness.assertThatNobodyTold(guard);
    }

    private String[] sin(PolicyRule rule) {
        return switch (rule) {
            case SHARED_CONNECTION -> new String[] {"WATCH", key};
            case DANGEROUS_COMMAND -> new String[] {"KEYS", key + "*"};
            case DANGEROUS_SCRIPT -> new String[] {"EVAL", "return redis.call('keys', '" + key + "')", "0"};
            case UNBOUNDED_READ -> new String[] {"HGETALL", key + ":hash"};
            case BIG_REPLY -> {
                server.execute("SET", key, repeated(value, BIG));
                yield new String[] {"GET", key};
            }
            case BIG_DELETE -> new String[] {"DEL", Canary.key("heap")};
            case BIG_VALUE -> new String[] {"SET", key, repeated(value, BIG)};
            case HUGE_VALUE -> new String[] {"SET", key, repeated(value, HUGE)};
            case MANY_ELEMENTS -> {
                List<String> words = new ArrayList<>(List.of("SADD", key + ":set"));
                words.addAll(Collections.nCopies(MOST_ELEMENTS + 1, value));
                yield words.toArray(String[]::new);
            }
            case LONG_KEY -> new String[] {"GET", repeated(key, LONGEST_KEY)};
            case KEY_CHARACTERS -> new String[] {"GET", key + " " + value};
            case MISSING_EXPIRY -> new String[] {"SET", Canary.key("cache"), value};
            case CROSS_SLOT -> new String[] {"MGET", key, Canary.key("other")};
            case UNKNOWN_COMMAND -> new String[] {"FROBNICATE " + key, value};
        };
    }

    private static String repeated(String text, int beyond) {
        return text.repeat(beyond / text.length() + 1);
    }

    // ---- what the server says ----------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void noErrorOfTheServerTells(Door door) {
        List<List<String>> refused = List.of(
                List.of("LPUSH", key, value),
                List.of("HINCRBY", key + ":hash", value, value),
                List.of("SET", key, value, value),
                List.of("GETRANGE", key, "0", "1"),
                List.of("FROBNICATE", key, value),
                List.of("OBJECT", value, key),
                List.of("CLIENT", value, key),
                List.of("EVALSHA", value, "1", key, value),
                List.of("EVAL", "return " + value, "1", key, value),
                List.of("EVAL", "return redis.error_reply('" + value + " " + key + "')", "0"),
                List.of("XGROUP", "CREATE", key + ":stream", value, "$"),
                List.of("XREADGROUP", "GROUP", value, value, "STREAMS", key + ":stream", ">"),
                List.of("PUBLISH", key, value, value));

        for (List<String> words : refused) {
            Throwable failure = failureOf(door, words.toArray(String[]::new));
            assertThat(failure).as(words.get(0)).isInstanceOf(RedisCommandExecutionException.class);
            Witness.assertThatItTellsNothing(failure);
        }
        witness.assertThatNobodyTold(guard);
    }

    @Test
    void aTransactionThatFailsDoesNotTell() {
        List<Throwable> failures = new ArrayList<>();
        guard.exclusive(exclusive -> {
            exclusive.sync().watch(key);
            exclusive.sync().multi();
            RedisFuture<Long> wrong = exclusive.async().lpush(key, value);
            RedisFuture<Long> odd = exclusive.async().hincrby(key, value, 1);
            exclusive.sync().exec();
            failures.add(catchThrowable(() -> Door.await(wrong)));
            failures.add(catchThrowable(() -> Door.await(odd)));
            failures.add(catchThrowable(() -> exclusive.sync().auth(user, Canary.password())));
            return failures.size();
        });
        failures.add(catchThrowable(() -> guard.exclusive(exclusive -> {
            exclusive.sync().multi();
            proxy.reset();
            await().until(() -> !exclusive.isOpen());
            return exclusive.sync().set(key, value);
        })));

        assertThat(failures).hasSize(4).allSatisfy(Witness::assertThatItTellsNothing);
        witness.assertThatNobodyTold(guard);
    }

    // ---- overload and outages ----------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("apis")
    void noFullBulkheadTells(Door door) {
        guard(builder().bulkhead(BulkheadOptions.builder().maxInFlight(1).build()));
        proxy.blackHole(Direction.TO_CLIENT);
        RedisFuture<Long> unused =
                guard.commands().within(Duration.ofSeconds(10)).async().append(key, value);

        Throwable failure = failureOf(door, "APPEND", key, value);

        assertThat(failure).isInstanceOf(BulkheadFullException.class);
        Witness.assertThatItTellsNothing(failure);
        witness.assertThatNobodyTold(guard);
    }

    @ParameterizedTest
    @MethodSource("apis")
    void noOpenCircuitTells(Door door) {
        guard(builder()
                .deadlines(
                        DeadlineOptions.builder().attempt(Duration.ofMillis(50)).build())
                .circuitBreaker(CircuitBreakerOptions.builder()
                        .window(Duration.ofMillis(300))
                        .openFor(Duration.ofSeconds(10))
                        .build()));
        proxy.blackHole(Direction.TO_CLIENT);

        await().until(() -> failureOf(door, "APPEND", key, value) instanceof CircuitOpenException);

        Witness.assertThatItTellsNothing(failureOf(door, "APPEND", key, value));
        witness.assertThatNobodyTold(guard);
    }

    @Test
    void noRepeatTells() {
        proxy.cutReplyAfter(0);

        Throwable none = failureOf(Door.SYNC, "GET", key);

        assertThat(none).isNull();
        assertThat(witness.events()).hasAtLeastOneElementOfType(GuardEvent.CallRepeated.class);
        witness.assertThatNobodyTold(guard);
    }

    static List<Door> apis() {
        return APIS;
    }

    // ---- passwords ---------------------------------------------------------------------------------------------

    @Test
    void noWrongPasswordIsTold() {
        String wrong = Canary.password();
        Throwable failure = catchThrowable(() -> RedisGuard.connect(uri(wrong)));
        assertThat(failure).isInstanceOf(ConnectFailedException.class).hasStackTraceContaining("WRONGPASS");
        Witness.assertThatItTellsNothing(failure);

        guard(builder().uri(RedisURI.create(uri(wrong))).connection(connection(StartUp.LAZY)));
        for (Door door : APIS) {
            Witness.assertThatItTellsNothing(failureOf(door, "GET", key));
        }
        witness.assertThatNobodyTold(guard);
    }

    @Test
    void noPasswordThatHasBecomeWrongIsTold() {
        server.execute("ACL", "SETuser", user, "resetpass", ">" + Canary.password());
        long before = proxy.accepted();
        proxy.reset();
        await().until(() -> proxy.accepted() > before + 1);

        Witness.assertThatItTellsNothing(failureOf(Door.SYNC, "GET", key));
        witness.assertThatNobodyTold(guard);
    }

    @Test
    void noOptionsTell() {
        List<Object> options = List.of(
                RedisGuard.builder().uri(uri(password)),
                connection(StartUp.FAIL_FAST),
                ConnectionOptions.builder(),
                PolicyOptions.builder().keys(KeyPolicy.of("cache:*").expiring().build()),
                DeadlineOptions.builder().build(),
                LinkOptions.builder().build(),
                RetryOptions.builder().build(),
                CircuitBreakerOptions.builder().build(),
                BulkheadOptions.builder().build());

        assertThat(options)
                .allSatisfy(each -> assertThat(Canary.isIn(each.toString())).isFalse());
    }
}
