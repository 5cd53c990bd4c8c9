package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.dynamic.RedisCommandFactory;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.EncodeFailedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be right gets one clear error, and is not sent. */
@ExtendWith(RedisExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {
    private static final int MAX_BYTES = 10_000;

    private final String key = Canary.key("bad");
    private final RedisServer server;
    private final RedisGuard guard;

    BadInputIT(RedisServer server) {
        this.server = server;
        this.guard = RedisGuard.builder()
                .uri(server.uri())
                .connection(
                        ConnectionOptions.builder().maxCommandBytes(MAX_BYTES).build())
                .build();
    }

    @AfterAll
    void close() {
        guard.close();
    }

    /** One call, made through one of the three interfaces. */
    record Call(String name, Function<GuardedCommands<String, String>, @Nullable Object> body) {
        Throwable failure(GuardedCommands<String, String> commands) {
            Throwable thrown = Door.cause(catchThrowable(() -> body.apply(commands)));
            assertThat(thrown).as(name).isNotNull();
            return thrown == null ? new AssertionError() : thrown;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static <T> Object waitFor(RedisFuture<T> future) {
        try {
            return String.valueOf(Door.await(future));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Object sent(GuardedCommands<String, String> commands, String... words) {
        try {
            return String.valueOf(Door.DISPATCH.send(commands.connection(), List.of(words)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class GivenABadKeyOrNull {
        @SuppressWarnings("NullAway") // that is the point
        static Stream<Call> nullKeys() {
            return Stream.of(
                    new Call("sync get", c -> String.valueOf(c.sync().get(null))),
                    new Call("sync set", c -> String.valueOf(c.sync().set(null, "v"))),
                    new Call("sync del", c -> c.sync().del((String) null)),
                    new Call("sync mget", c -> c.sync().mget("a", null)),
                    new Call("async get", c -> waitFor(c.async().get(null))),
                    new Call("async hset", c -> waitFor(c.async().hset(null, "f", "v"))),
                    new Call(
                            "reactive get",
                            c -> String.valueOf(c.reactive().get(null).block())),
                    new Call(
                            "reactive lrange",
                            c -> c.reactive().lrange(null, 0, 1).collectList().block()));
        }

        @ParameterizedTest
        @MethodSource("nullKeys")
        void whenItIsNull_thenTheCallFailsAndNothingIsSent(Call call) {
            server.execute("CONFIG", "RESETSTAT");

            Throwable thrown = call.failure(guard.commands());

            assertThat(thrown).isInstanceOfAny(IllegalArgumentException.class, EncodeFailedException.class);
            assertThat(thrown.getMessage()).isNotBlank();
            assertThatNothingWasSent();
        }

        static Stream<Call> emptyKeys() {
            return Stream.of(
                    new Call("sync get", c -> String.valueOf(c.sync().get(""))),
                    new Call("sync set", c -> String.valueOf(c.sync().set("", "v"))),
                    new Call("sync del", c -> c.sync().del("")),
                    new Call("sync expire", c -> c.sync().expire("", 10)),
                    new Call("sync mset", c -> c.sync().mset(Map.of("", "v"))),
                    new Call("async incr", c -> waitFor(c.async().incr(""))),
                    new Call("async lpush", c -> waitFor(c.async().lpush("", "a"))),
                    new Call(
                            "reactive get",
                            c -> String.valueOf(c.reactive().get("").block())),
                    new Call(
                            "reactive hgetall",
                            c -> c.reactive().hgetall("").collectList().block()));
        }

        @ParameterizedTest
        @MethodSource("emptyKeys")
        void whenItIsEmpty_thenTheCallFailsAndNothingIsSent(Call call) {
            server.execute("CONFIG", "RESETSTAT");

            Throwable thrown = call.failure(guard.commands());

            assertThat(thrown)
                    .isInstanceOf(EncodeFailedException.class)
                    .hasMessageContaining("its key is empty. Name a key");
            assertThatNothingWasSent();
        }

        @SuppressWarnings("NullAway") // that is the point
        static Stream<Call> nullValues() {
            return Stream.of(
                    new Call("sync set", c -> String.valueOf(c.sync().set("k", null))),
                    new Call("sync hset", c -> c.sync().hset("k", "f", null)),
                    new Call("sync hset", c -> c.sync().hset("k", null, "v")),
                    new Call("sync rpush", c -> c.sync().rpush("k", "a", null)),
                    new Call("async set", c -> waitFor(c.async().append("k", null))),
                    new Call(
                            "reactive set",
                            c -> String.valueOf(c.reactive().set("k", null).block())));
        }

        @ParameterizedTest
        @MethodSource("nullValues")
        void whenAValueIsNull_thenItIsNotStoredAsAnEmptyOne(Call call) {
            server.execute("CONFIG", "RESETSTAT");

            Throwable thrown = call.failure(guard.commands());

            assertThat(thrown).isInstanceOfAny(IllegalArgumentException.class, EncodeFailedException.class);
            assertThatNothingWasSent();
        }

        /** But for the PING that takes the place of a command that cannot be encoded. */
        private void assertThatNothingWasSent() {
            assertThat(String.valueOf(server.execute("INFO", "commandstats")).lines())
                    .filteredOn(line -> line.startsWith("cmdstat_"))
                    .allMatch(line -> line.matches("cmdstat_(ping|info|config.*|hello|client.*):.*"));
            assertThat(guard.commands().sync().echo("in step")).isEqualTo("in step");
        }
    }

    @Nested
    class GivenAnUnusualValue {
        @Test
        void whenItIsEmpty_thenItIsStored() throws Exception {
            guard.commands().sync().set(key + ":1", "");
            Door.await(guard.commands().async().hset(key + ":2", "", ""));
            guard.commands().reactive().rpush(key + ":3", "", "").block();

            assertThat(guard.commands().sync().get(key + ":1")).isEmpty();
            assertThat(guard.commands().sync().hgetall(key + ":2")).isEqualTo(Map.of("", ""));
            assertThat(guard.commands().sync().lrange(key + ":3", 0, -1)).containsExactly("", "");
            assertThat(guard.commands().sync().echo("")).isEmpty();
        }

        @Test
        void whenItIsBinary_thenItComesBackAsItWas() {
            byte[] all = new byte[512];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) i;
            }
            var redis = guard.commands(ByteArrayCodec.INSTANCE).sync();

            redis.set(all, all);

            assertThat(redis.get(all)).isEqualTo(all);
        }
    }

    @Nested
    class GivenATooLargeCommand {
        private static final String LARGE = "x".repeat(MAX_BYTES);

        static Stream<Call> tooLarge() {
            return Stream.of(
                    new Call("SET", c -> String.valueOf(c.sync().set("k", LARGE))),
                    new Call("SET", c -> waitFor(c.async().set("k", LARGE))),
                    new Call(
                            "SET",
                            c -> String.valueOf(c.reactive().set("k", LARGE).block())),
                    new Call("GET", c -> String.valueOf(c.sync().get(LARGE))),
                    new Call("MSET", c -> c.sync().mset(thousandOf("12345"))),
                    new Call(
                            "LPUSH",
                            c -> c.sync()
                                    .lpush(
                                            "k",
                                            Stream.generate(() -> "v")
                                                    .limit(2_000)
                                                    .toArray(String[]::new))),
                    new Call("EVAL", c -> sent(c, "EVAL", LARGE, "0")));
        }

        private static Map<String, String> thousandOf(String value) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < 1_000; i++) {
                map.put("k" + i, value);
            }
            return map;
        }

        @ParameterizedTest
        @MethodSource("tooLarge")
        void whenSent_thenItFailsWithItsSizeAndItsNeighboursDoNot(Call call) throws Exception {
            server.execute("CONFIG", "RESETSTAT");
            RedisAsyncCommands<String, String> async = guard.commands().async();
            List<RedisFuture<String>> neighbours = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                neighbours.add(async.echo("before" + i));
            }

            Throwable thrown = call.failure(guard.commands());
            for (int i = 0; i < 50; i++) {
                neighbours.add(async.echo("after" + i));
            }

            assertThat(thrown)
                    .isInstanceOf(EncodeFailedException.class)
                    .hasMessageMatching(call.name() + " was not sent: it takes \\d{5} bytes, more than"
                            + " max-command-bytes=10000\\. .*");
            for (int i = 0; i < 50; i++) {
                assertThat(Door.await(neighbours.get(i))).isEqualTo("before" + i);
                assertThat(Door.await(neighbours.get(50 + i))).isEqualTo("after" + i);
            }
            assertThat(server.execute("INFO", "commandstats"))
                    .asString()
                    .doesNotContain("cmdstat_" + call.name().toLowerCase(Locale.ROOT) + ":");
        }

        @Test
        void whenItIsJustSmallEnough_thenItIsSent() {
            // *3 $3 SET $1 k $9971 <value>
            String value = "x".repeat(MAX_BYTES - 29);

            assertThat(guard.commands().sync().set("k", value)).isEqualTo("OK");
            assertThat(catchThrowable(() -> guard.commands().sync().set("k", value + "x")))
                    .isInstanceOf(EncodeFailedException.class)
                    .hasMessageContaining("10001 bytes");
        }
    }

    @Nested
    class GivenABadDuration {
        static Stream<Duration> bad() {
            return Stream.of(
                    Duration.ZERO,
                    Duration.ofMillis(-1),
                    Duration.ofMillis(9),
                    Duration.ofNanos(1),
                    Duration.ofDays(1).plusNanos(1),
                    Duration.ofDays(400),
                    Duration.ofSeconds(Long.MAX_VALUE),
                    Duration.ofSeconds(Long.MIN_VALUE));
        }

        @ParameterizedTest
        @MethodSource("bad")
        void whenACallIsLimitedByIt_thenItIsRefusedWithTheRange(Duration limit) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guard.commands().within(limit))
                    .withMessageStartingWith("Bad call options: within=")
                    .withMessageContaining("(allowed: 10 ms to 86400 s)");
        }

        @Test
        @SuppressWarnings("NullAway") // that is the point
        void whenItIsNull_thenItIsRefusedAsWell() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> guard.commands().within(null))
                    .withMessageContaining("within=null");
        }
    }

    @Nested
    class GivenAServerThatCannotBeReached {
        @ParameterizedTest
        @ValueSource(strings = {"redis://user:s3cr3t@nosuchhost.invalid:6379", "redis://:s3cr3t@127.0.0.1:1"})
        void whenConnecting_thenTheErrorNamesTheServerButNotThePassword(String uri) {
            try (CapturedLog log = CapturedLog.from(Level.DEBUG)) {
                Throwable thrown = catchThrowable(() -> RedisGuard.connect(uri));

                assertThat(thrown)
                        .isInstanceOf(ConnectFailedException.class)
                        .hasMessageContaining(uri.substring(uri.indexOf('@') + 1));
                assertThat(everythingAbout(thrown)).doesNotContain("s3cr3t");
                assertThat(log.text()).doesNotContain("s3cr3t");
            }
        }

        @Test
        void whenThePasswordIsWrong_thenNobodyRepeatsIt() {
            try (CapturedLog log = CapturedLog.from(Level.DEBUG)) {
                String uri = "redis://nobody:s3cr3t@" + server.host() + ":" + server.port();

                Throwable thrown = catchThrowable(() -> RedisGuard.connect(uri));
                try (RedisGuard lazy = RedisGuard.builder()
                        .uri(uri)
                        .connection(ConnectionOptions.builder()
                                .startUp(StartUp.LAZY)
                                .build())
                        .build()) {
                    Throwable call = catchThrowable(() -> lazy.commands().sync().get("k"));
                    assertThat(everythingAbout(call)).doesNotContain("s3cr3t");
                }

                assertThat(thrown).isInstanceOf(ConnectFailedException.class).hasMessageContaining("credentials");
                assertThat(everythingAbout(thrown)).contains("WRONGPASS").doesNotContain("s3cr3t");
                assertThat(log.text()).contains("background").doesNotContain("s3cr3t");
            }
        }
    }

    @Nested
    class GivenSecretsInCommands {
        @Test
        void whenTheyFail_thenNoErrorAndNoLogContainsThem() {
            try (CapturedLog log = CapturedLog.from(Level.DEBUG)) {
                List<Throwable> failures = new ArrayList<>();
                failures.add(catchThrowable(() -> guard.commands().sync().auth("s3cr3t")));
                failures.add(catchThrowable(() -> guard.commands().sync().set("k", "s3cr3t".repeat(2_000))));
                failures.add(catchThrowable(() -> guard.commands().sync().lpush(given("text"), "s3cr3t")));
                failures.add(catchThrowable(() -> guard.commands().sync().set("", "s3cr3t")));

                assertThat(failures)
                        .doesNotContainNull()
                        .allSatisfy(
                                failure -> assertThat(everythingAbout(failure)).doesNotContain("s3cr3t"));
                assertThat(log.text()).doesNotContain("s3cr3t");
            }
        }

        private String given(String value) {
            guard.commands().sync().set(key + ":text", value);
            return key + ":text";
        }
    }

    @Nested
    class GivenAClosedGuard {
        static Stream<Call> everything() {
            Stream<Call> doors = Stream.of(Door.values())
                    .map(door -> new Call(door.name(), c -> {
                        try {
                            return String.valueOf(door.send(c.connection(), "GET k"));
                        } catch (RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    }));
            Stream<Call> calls = Stream.of(
                    new Call("sync", c -> String.valueOf(c.sync().get("k"))),
                    new Call("async", c -> waitFor(c.async().get("k"))),
                    new Call(
                            "reactive",
                            c -> String.valueOf(c.reactive().get("k").block())),
                    new Call(
                            "flux",
                            c -> c.reactive().lrange("k", 0, 1).collectList().block()),
                    new Call(
                            "within",
                            c -> String.valueOf(
                                    c.within(Duration.ofSeconds(1)).sync().get("k"))));
            return Stream.concat(doors, calls);
        }

        private RedisGuard closed() {
            RedisGuard other = RedisGuard.connect(server.uri());
            other.close();
            return other;
        }

        @ParameterizedTest
        @MethodSource("everything")
        void whenUsed_thenEveryDoorSaysThatItIsClosed(Call call) {
            assertThatItIsClosed(call.failure(closed().commands()));
        }

        @Test
        void whenUsedThroughDynamicInterfaces_thenTheySaySo() {
            RedisGuard other = RedisGuard.connect(server.uri());
            DynamicCommands dynamic = new RedisCommandFactory(other.commands().connection(), List.of(StringCodec.UTF8))
                    .getCommands(DynamicCommands.class);
            other.close();

            assertThatItIsClosed(catchThrowable(() -> dynamic.get("k")));
            assertThatItIsClosed(catchThrowable(() -> Door.await(dynamic.getLater("k"))));
            assertThatItIsClosed(catchThrowable(() -> dynamic.getReactive("k").block()));
        }

        @Test
        void whenABlockIsRun_thenItIsNot() {
            List<String> ran = new ArrayList<>();

            assertThatItIsClosed(catchThrowable(() -> closed().exclusive(connection -> ran.add("ran"))));
            assertThat(ran).isEmpty();
        }

        @Test
        void whenOtherCodecsAreAskedFor_thenTheirCallsFailAlike() {
            RedisGuard other = closed();

            assertThatItIsClosed(catchThrowable(
                    () -> other.commands(ByteArrayCodec.INSTANCE).sync().get(new byte[] {1})));
        }

        @Test
        void whenListenersAndStateAreAskedFor_thenNothingHangs() {
            StatefulRedisConnection<String, String> connection =
                    closed().commands().connection();

            assertThat(connection.isOpen()).isFalse();
            assertThat(connection.isMulti()).isFalse();
            assertThat(connection.getOptions()).isNotNull();
        }

        private void assertThatItIsClosed(@Nullable Throwable thrown) {
            assertThat(GuardFailure.find(Door.cause(thrown))).isNotNull().satisfies(failure -> {
                assertThat(failure.outcome()).isEqualTo(CallOutcome.CLOSED);
                assertThat(failure.wasSent()).isFalse();
            });
        }
    }

    private static String everythingAbout(@Nullable Throwable thrown) {
        StringWriter text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }
}
