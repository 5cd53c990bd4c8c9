package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.KeyValue;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.CompressionCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.dynamic.RedisCommandFactory;
import io.lettuce.core.dynamic.batch.CommandBatching;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.GuardFailure;
import io.redisguard.resilience.BreakerMode;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever door a command comes through, it takes the road. */
@ExtendWith(RedisExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class EveryDoorIT {
    private static final Duration ATTEMPT = Duration.ofMillis(200);
    private static final Duration SLACK = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final String key = Canary.key("door");
    private final String value = Canary.value();
    private final RedisServer server;
    private final RedisGuard guard;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisGuard hasty;

    EveryDoorIT(RedisServer server) {
        this.server = server;
        this.guard = RedisGuard.builder()
                .uri(server.uri())
                .deadlines(DeadlineOptions.builder().total(LONG).attempt(LONG).build())
                .build();
        this.connection = guard.commands().connection();
        this.hasty = RedisGuard.builder()
                .uri(server.uri())
                .deadlines(DeadlineOptions.builder().attempt(ATTEMPT).build())
                // the server hangs for one door after the other
                .circuitBreaker(
                        CircuitBreakerOptions.builder().mode(BreakerMode.OFF).build())
                .build();
    }

    /** Opens every door once: the time limits are not those of a virtual machine that loads its classes. */
    @BeforeAll
    void given() throws Exception {
        server.execute("SET", key, value);
        for (Door door : Door.values()) {
            assertThat(door.send(connection, "GET " + key)).asString().contains(value);
        }
    }

    @AfterAll
    void close() {
        guard.close();
        hasty.close();
    }

    static Stream<Arguments> refusedThroughEveryDoor() {
        return each(
                Stream.of(Door.values()),
                "MONITOR",
                "CLIENT REPLY OFF",
                "client reply skip",
                "CLIENT TRACKING ON",
                "CLIENT NO-EVICT ON",
                "CLIENT SETNAME me",
                "SUBSCRIBE channel",
                "psubscribe *",
                "SELECT 1",
                "AUTH secret",
                "MULTI",
                "EXEC",
                "DISCARD",
                "WATCH key",
                "BLPOP queue 0",
                "WAIT 1 100",
                "RESET",
                "QUIT",
                "HELLO 3",
                "READONLY",
                "SYNC");
    }

    private static Stream<Arguments> each(Stream<?> doors, String... lines) {
        return doors.flatMap(door -> Stream.of(lines).map(line -> Arguments.of(door, line)));
    }

    @ParameterizedTest
    @MethodSource("refusedThroughEveryDoor")
    void refusesWhatASharedConnectionCannotCarry(Door door, String line) throws Exception {
        server.execute("CONFIG", "RESETSTAT");

        Throwable thrown = catchThrowable(() -> door.send(connection, line));

        assertThat(Door.cause(thrown))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageStartingWith(commandIn(line))
                .hasMessageContaining("was refused")
                .satisfies(
                        e -> assertThat(((GuardFailure) e).isOutcomeUnknown()).isFalse());
        assertThat(server.execute("INFO", "commandstats"))
                .asString()
                .doesNotContain("cmdstat_" + nameOf(line) + ":")
                .doesNotContain("cmdstat_" + nameOf(line) + "|reply");
        assertThat(guard.commands().sync().get(key)).isEqualTo(value);
    }

    private static String nameOf(String line) {
        return line.split(" ", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String commandIn(String line) {
        return nameOf(line).toUpperCase(Locale.ROOT);
    }

    static Stream<Arguments> allowedThroughEveryDoor() {
        return each(
                Stream.of(Door.values()),
                "GET BLOCK",
                "CLIENT ID",
                "client getname",
                "XREAD COUNT 1 STREAMS door:stream 0",
                "XREAD COUNT 1 STREAMS BLOCK 0",
                "XREAD STREAMS BLOCK 5 0 0",
                "XREADGROUP GROUP BLOCK BLOCK STREAMS door:stream 0",
                "XREADGROUP GROUP block 5 COUNT 1 STREAMS door:stream >");
    }

    @ParameterizedTest
    @MethodSource("allowedThroughEveryDoor")
    void letsPassWhatOnlyLooksLikeIt(Door door, String line) {
        createGroups();

        Throwable thrown = catchThrowable(() -> door.send(connection, line));

        assertThat(thrown).isNull();
    }

    private void createGroups() {
        server.execute("DEL", "door:stream");
        server.execute("XADD", "door:stream", "1-1", "field", "value");
        server.execute("XGROUP", "CREATE", "door:stream", "BLOCK", "0");
        server.execute("XGROUP", "CREATE", "door:stream", "block", "0");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void appliesTheDeadlineAtEveryDoor(Door door) {
        server.pause();

        long start = System.nanoTime();
        Throwable thrown = catchThrowable(() -> door.send(hasty.commands().connection(), "GET " + key));
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(Door.cause(thrown)).isInstanceOf(DeadlineExceededException.class);
        assertThat(took).isBetween(ATTEMPT.minusMillis(20), ATTEMPT.plus(SLACK));
    }

    @Nested
    class GivenADynamicInterface {
        private DynamicCommands dynamic;

        @BeforeEach
        void given() {
            dynamic = on(connection);
        }

        private DynamicCommands on(StatefulRedisConnection<String, String> connection) {
            return new RedisCommandFactory(connection, List.of(StringCodec.UTF8)).getCommands(DynamicCommands.class);
        }

        @Test
        void whenItIsUsed_thenItWorks() throws Exception {
            dynamic.batchedSet(key + "1", "a", CommandBatching.queue());
            dynamic.batchedSet(key + "2", "b", CommandBatching.flush());

            assertThat(dynamic.get(key)).isEqualTo(value);
            assertThat(Door.await(dynamic.getLater(key))).isEqualTo(value);
            assertThat(dynamic.getReactive(key).block()).isEqualTo(value);
            assertThat(guard.commands().sync().mget(key + "1", key + "2"))
                    .containsExactly(KeyValue.just(key + "1", "a"), KeyValue.just(key + "2", "b"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"sync", "async", "reactive", "batch"})
        void whenACommandIsRefused_thenItsCallerHearsIt(String kind) {
            server.execute("CONFIG", "RESETSTAT");

            Throwable thrown = catchThrowable(() -> {
                switch (kind) {
                    case "sync" -> dynamic.monitor();
                    case "async" -> Door.await(dynamic.monitorLater());
                    case "reactive" -> dynamic.monitorReactive().block();
                    default -> {
                        dynamic.batchedSelect(1, CommandBatching.queue());
                        dynamic.batchedSelect(2, CommandBatching.flush());
                    }
                }
            });

            assertThat(Door.cause(thrown)).isInstanceOf(CommandRejectedException.class);
            assertThat(server.execute("INFO", "commandstats"))
                    .asString()
                    .doesNotContain("cmdstat_monitor", "cmdstat_select");
        }

        @ParameterizedTest
        @ValueSource(strings = {"sync", "async", "reactive", "batch"})
        void whenTheServerHangs_thenTheDeadlineEndsTheCall(String kind) {
            DynamicCommands hurried = on(hasty.commands().connection());
            server.pause();

            long start = System.nanoTime();
            Throwable thrown = catchThrowable(() -> {
                switch (kind) {
                    case "sync" -> hurried.get(key);
                    case "async" -> Door.await(hurried.getLater(key));
                    case "reactive" -> hurried.getReactive(key).block();
                    default -> {
                        hurried.batchedSet(key + ":late", "a", CommandBatching.queue());
                        hurried.batchedSet(key + ":late", "b", CommandBatching.flush());
                    }
                }
            });
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(Door.cause(thrown)).isInstanceOf(DeadlineExceededException.class);
            assertThat(took).isLessThan(ATTEMPT.plus(SLACK));
        }
    }

    @Nested
    class GivenCommandsWithoutOutput {
        @Test
        void whenTheyAreSent_thenTheReplyIsDroppedAndTheStreamStaysInStep() throws Exception {
            List<AsyncCommand<String, String, String>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                AsyncCommand<String, String, String> command = withoutOutput(CommandType.INCR, key + ":n");
                sent.add(command);
                connection.dispatch(command);
                connection.dispatch(new Command<>(CommandType.INCR, null, keyArgs(key + ":n")));
            }

            for (AsyncCommand<String, String, String> command : sent) {
                assertThat(Door.await(command)).isNull();
            }
            assertThat(guard.commands().sync().get(key + ":n")).isEqualTo("40");
        }

        @Test
        void whenOneIsRefused_thenItIsNotSent() {
            AsyncCommand<String, String, String> command = withoutOutput(CommandType.SELECT, "1");

            connection.dispatch(command);

            assertThatThrownBy(() -> Door.await(command)).isInstanceOf(CommandRejectedException.class);
            assertThat(guard.commands().sync().get(key)).isEqualTo(value);
        }

        private AsyncCommand<String, String, String> withoutOutput(CommandType type, String argument) {
            return new AsyncCommand<>(new Command<>(type, null, keyArgs(argument)));
        }

        private CommandArgs<String, String> keyArgs(String argument) {
            return new CommandArgs<>(StringCodec.UTF8).addKey(argument);
        }
    }

    @Nested
    class GivenOtherCodecs {
        private final String other = key + ":codec";

        @Test
        void whenTheyShareTheConnection_thenEachReadsItsOwn() throws Exception {
            GuardedCommands<byte[], byte[]> bytes = guard.commands(ByteArrayCodec.INSTANCE);
            GuardedCommands<String, String> compressed = guard.commands(
                    CompressionCodec.valueCompressor(StringCodec.UTF8, CompressionCodec.CompressionType.GZIP));
            String text = "many ".repeat(1_000);
            int before = clients();

            for (int i = 0; i < 50; i++) {
                var written = compressed.async().set(other, text);
                var raw = bytes.async().get(other.getBytes(StandardCharsets.UTF_8));
                var plain = guard.commands().async().get(key);
                var unpacked = compressed.reactive().get(other).toFuture();

                assertThat(Door.await(written)).isEqualTo("OK");
                assertThat(Door.await(raw)).hasSizeLessThan(200).startsWith(0x1f, 0x8b);
                assertThat(Door.await(plain)).isEqualTo(value);
                assertThat(unpacked.get()).isEqualTo(text);
            }
            assertThat(clients()).isEqualTo(before);
        }

        private int clients() {
            return String.valueOf(server.execute("CLIENT", "LIST")).split("\n").length;
        }
    }

    @Nested
    class GivenWhatWouldDisturbOthers {
        @SuppressWarnings("FutureReturnValueIgnored") // there is none: the call is refused
        private final Map<String, Runnable> disturbances = Map.of(
                "close", connection::close,
                "closeAsync", () -> connection.closeAsync().join(),
                "setTimeout", () -> connection.setTimeout(Duration.ofDays(1)),
                "setAutoFlushCommands", () -> connection.setAutoFlushCommands(false),
                "flushCommands", connection::flushCommands);

        @Test
        void whenTried_thenItIsRefusedWithAReason() {
            disturbances.forEach((name, attempt) -> assertThatThrownBy(attempt::run)
                    .as(name)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith(name + "() was refused")
                    .hasMessageContaining("everybody shares")
                    .hasMessageContaining("exclusive"));

            assertThat(connection.isOpen()).isTrue();
            assertThat(guard.commands().sync().get(key)).isEqualTo(value);
        }

        @Test
        @SuppressWarnings("deprecation") // old doors are doors too
        void whenTriedThroughTheInterfaces_thenItIsRefusedAsWell() {
            StatefulConnection<?, ?> behindSync = guard.commands().sync().getStatefulConnection();
            StatefulConnection<?, ?> behindAsync = guard.commands().async().getStatefulConnection();
            StatefulConnection<?, ?> behindReactive =
                    guard.commands().reactive().getStatefulConnection();

            assertThat(List.of(behindSync, behindAsync, behindReactive))
                    .allSatisfy(behind -> assertThat(behind).isSameAs(connection));
            assertThatThrownBy(() -> guard.commands().sync().setTimeout(Duration.ofDays(1)))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> guard.commands().async().setTimeout(Duration.ofDays(1)))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> guard.commands().reactive().setTimeout(Duration.ofDays(1)))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
