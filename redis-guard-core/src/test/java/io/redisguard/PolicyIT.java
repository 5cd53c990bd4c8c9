package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.CompressionCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.dynamic.RedisCommandFactory;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.GuardFailure;
import io.redisguard.policy.KeyPolicy;
import io.redisguard.policy.PolicyAction;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import io.redisguard.policy.PolicyReport;
import io.redisguard.policy.PolicyRule;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the policy refuses is not sent, whatever door it comes through. */
@ExtendWith(RedisExtension.class)
class PolicyIT {
    private final String key = Canary.key("policy");
    private final RedisServer server;
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final RedisGuard guard;

    PolicyIT(RedisServer server) {
        this.server = server;
        this.guard = RedisGuard.builder()
                .uri(server.uri())
                .policy(PolicyOptions.builder()
                        .keys(KeyPolicy.of("policy:cache:*").expiring().build())
                        .build())
                .onEvent(events::add)
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    private long callsOf(String command) {
        return Objects.requireNonNull(server.execute("INFO", "commandstats"))
                .toString()
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .map(line -> line.replaceFirst(".*calls=(\\d+),.*", "$1"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    private List<PolicyRule> rulesBroken() {
        return guard.policyReport().entries().stream()
                .map(PolicyReport.Entry::rule)
                .toList();
    }

    static Stream<Arguments> dangersThroughEveryDoor() {
        return Stream.of(Door.values())
                .flatMap(door -> Stream.of(
                                "KEYS *",
                                "FLUSHALL",
                                "flushdb async",
                                "CONFIG SET maxmemory 0",
                                "config set maxmemory 0",
                                "DEBUG SLEEP 0",
                                "SAVE",
                                "SWAPDB 0 1",
                                "CLIENT PAUSE 1",
                                "REPLICAOF NO ONE",
                                "CLUSTER MEET 127.0.0.1 1",
                                "MODULE LOAD x",
                                "ACL SETUSER u",
                                "SHUTDOWN NOSAVE",
                                "MIGRATE 127.0.0.1 1 k 0 1")
                        .map(line -> Arguments.of(door, line)));
    }

    @ParameterizedTest
    @MethodSource("dangersThroughEveryDoor")
    void aDangerousCommandIsRefused(Door door, String line) {
        Throwable thrown = catchThrowable(() -> door.send(guard.commands().connection(), line));

        assertThat(Door.cause(thrown))
                .isInstanceOfSatisfying(CommandRejectedException.class, refusal -> {
                    assertThat(refusal.rule()).isEqualTo("dangerous-command");
                    assertThat(refusal.wasSent()).isFalse();
                })
                .hasMessageContaining("was refused by rule dangerous-command");
    }

    @Test
    void keysIsRefusedByEveryApiAndNeverSent() {
        long before = callsOf("keys");
        GuardedCommands<String, String> commands = guard.commands();
        DynamicCommands dynamic = new RedisCommandFactory(commands.connection(), List.of(StringCodec.UTF8))
                .getCommands(DynamicCommands.class);

        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> commands.sync().keys("*"));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> commands.async().keys("*").get())
                .withCauseInstanceOf(CommandRejectedException.class);
        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> commands.reactive().keys("*").collectList().block());
        assertThat(Door.cause(catchThrowable(() -> dynamic.keys("*")))).isInstanceOf(CommandRejectedException.class);

        assertThat(callsOf("keys")).isEqualTo(before);
        assertThat(guard.policyReport().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.rule()).isEqualTo(PolicyRule.DANGEROUS_COMMAND);
            assertThat(entry.command()).isEqualTo("KEYS");
            assertThat(entry.action()).isEqualTo(PolicyAction.REJECTED);
            assertThat(entry.count()).isEqualTo(4);
        });
        assertThat(events.stream().filter(GuardEvent.PolicyViolated.class::isInstance))
                .hasSize(4)
                .containsOnly(new GuardEvent.PolicyViolated(
                        server.host() + ":" + server.port(), "KEYS", "dangerous-command", "rejected"));
    }

    @Test
    void aMemberThatIsRefusedLeavesItsTransactionUnharmed() {
        List<Object> results = guard.exclusive(connection -> {
            RedisCommands<String, String> redis = connection.sync();
            redis.multi();
            redis.set(key, "1");
            assertThatExceptionOfType(CommandRejectedException.class).isThrownBy(() -> redis.keys("*"));
            redis.incr(key);
            TransactionResult result = redis.exec();
            return result.stream().toList();
        });

        assertThat(results).containsExactly("OK", 2L);
        assertThat(server.execute("GET", key)).isEqualTo("2");
    }

    @Test
    void asynchronousMembersToo() throws Exception {
        Throwable refusal = guard.exclusive(connection -> {
            RedisAsyncCommands<String, String> redis = connection.async();
            RedisFuture<String> multi = redis.multi();
            RedisFuture<String> set = redis.set(key, "1");
            RedisFuture<List<String>> keys = redis.keys("*");
            redis.exec().get();
            assertThat(multi.get()).isEqualTo("OK");
            assertThat(set.get()).isEqualTo("OK");
            return Objects.requireNonNull(catchThrowable(keys::get).getCause());
        });

        assertThat(refusal).isInstanceOf(CommandRejectedException.class);
        assertThat(server.execute("GET", key)).isEqualTo("1");
    }

    @Test
    void whatIsAllowedAtOnePlaceStaysRefusedAtOthers() {
        server.execute("SET", key, "v");

        assertThat(guard.allowing("keys", "an inventory at night").sync().keys(key))
                .containsExactly(key);
        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> guard.commands().sync().keys(key));

        assertThat(guard.policyReport().entries())
                .extracting(PolicyReport.Entry::action, PolicyReport.Entry::reasons)
                .containsExactlyInAnyOrder(
                        tuple(PolicyAction.ALLOWED, List.of("an inventory at night")),
                        tuple(PolicyAction.REJECTED, List.of()));
    }

    @Test
    void anAllowanceHoldsForASubcommandAndInAnExclusiveBlock() {
        guard.allowing("CONFIG SET", "a test").sync().configSet("maxmemory-samples", "5");

        List<String> keys = guard.allowing("KEYS", "a test")
                .exclusive(connection -> connection.sync().keys(key));

        assertThat(keys).isEmpty();
        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> guard.allowing("CONFIG SET", "a test").sync().configResetstat());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "FROBNICATE", "CONFIG FROB", "CONFIG", "KEYS *"})
    void anAllowanceForNoCommandIsRefused(String command) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guard.allowing(command, "a test"))
                .withMessageContaining("allowing=" + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "half a character: \ud800"})
    void anAllowanceWithoutAReasonIsRefused(String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guard.allowing("KEYS", reason))
                .withMessageContaining("reason=");
    }

    @Test
    void theReportNamesThePlaceInTheCode() {
        assertThatExceptionOfType(CommandRejectedException.class)
                .isThrownBy(() -> guard.commands().sync().keys("*"));

        String text = guard.policyReport().toText();

        assertThat(text)
                .contains("dangerous-command", "KEYS", "rejected")
                .containsPattern("1 from io\\.redisguard\\.PolicyIT\\.\\S*theReportNamesThePlaceInTheCode\\S*"
                        + "\\(PolicyIT\\.java:\\d+\\)");
        assertThat(guard.policyReport().toJson())
                .startsWith(
                        "{\"entries\":[{\"rule\":\"dangerous-command\",\"command\":\"KEYS\",\"action\":\"rejected\",");
    }

    static Stream<Arguments> codecs() {
        byte[] noise = new byte[1024 * 1024 + 1];
        new Random(1).nextBytes(noise);
        return Stream.of(
                Arguments.of("strings", StringCodec.UTF8, "k", "v".repeat(1024 * 1024 + 1)),
                Arguments.of("bytes", ByteArrayCodec.INSTANCE, "k".getBytes(StandardCharsets.UTF_8), noise),
                Arguments.of(
                        "compressed bytes",
                        CompressionCodec.valueCompressor(
                                ByteArrayCodec.INSTANCE, CompressionCodec.CompressionType.GZIP),
                        "k".getBytes(StandardCharsets.UTF_8),
                        noise));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codecs")
    <T> void aHugeValueIsRefusedWhateverItsCodec(String name, RedisCodec<T, T> codec, T huge, T value) {
        Throwable thrown = catchThrowable(() -> guard.commands(codec).sync().set(huge, value));

        assertThat(thrown)
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("more than huge-value-bytes=1048576")
                .satisfies(failure ->
                        assertThat(GuardFailure.isOutcomeUnknown(failure)).isFalse());
    }

    /** What counts is what goes over the wire. */
    @Test
    void aHugeValueThatItsCodecMakesSmallPasses() {
        RedisCodec<String, String> codec =
                CompressionCodec.valueCompressor(StringCodec.UTF8, CompressionCodec.CompressionType.GZIP);

        assertThat(guard.commands(codec).sync().set(key, "v".repeat(2_000_000))).isEqualTo("OK");
        assertThat(guard.policyReport().entries()).isEmpty();
    }

    @Test
    void aBigReplyIsReportedWithItsRealSize() {
        fill(6_000);

        assertThat(guard.commands().sync().hgetall(key)).hasSize(6_000);
        await().until(() -> rulesBroken().contains(PolicyRule.BIG_REPLY)); // known a little after its caller has it
        assertThat(guard.commands().sync().del(key)).isEqualTo(1);

        assertThat(guard.policyReport().entries())
                .filteredOn(entry -> entry.action() != PolicyAction.ALLOWED)
                .extracting(PolicyReport.Entry::rule, PolicyReport.Entry::command)
                .containsExactly(
                        tuple(PolicyRule.UNBOUNDED_READ, "HGETALL"),
                        tuple(PolicyRule.BIG_REPLY, "HGETALL"),
                        tuple(PolicyRule.BIG_DELETE, "DEL"));
    }

    @Test
    void aBigReplyToAnUnboundedReadIsTracedToItsPlaceInTheCode() {
        fill(6_000);

        guard.commands().sync().hgetall(key);
        guard.commands().sync().ping(); // its reply comes when the other one is through

        assertThat(placesOfBigReplies())
                .singleElement()
                .asString()
                .contains("PolicyIT.aBigReplyToAnUnboundedReadIsTracedToItsPlaceInTheCode(PolicyIT.java:");
    }

    @Test
    void anotherBigReplyFromTheSameKeyIsTracedToItsPlaceInTheCode() {
        server.execute("SETRANGE", key, "2000000", "v");
        RedisCommands<String, String> redis = guard.commands().sync();

        redis.get(key);
        redis.ping();
        assertThat(placesOfBigReplies()).isEmpty();

        redis.get(key);
        redis.get("policy:none");
        assertThat(placesOfBigReplies())
                .singleElement()
                .asString()
                .contains("PolicyIT.anotherBigReplyFromTheSameKeyIsTracedToItsPlaceInTheCode(PolicyIT.java:");
    }

    private List<String> placesOfBigReplies() {
        return guard.policyReport().entries().stream()
                .filter(entry -> entry.rule() == PolicyRule.BIG_REPLY)
                .flatMap(entry -> entry.sites().stream())
                .map(PolicyReport.Site::place)
                .toList();
    }

    private void fill(int fields) {
        Map<String, String> hash = new HashMap<>();
        for (int i = 0; i < fields; i++) {
            hash.put("f" + i, "v");
        }
        guard.allowing("HSET", "fills the test").sync().hset(key, hash);
    }

    @Test
    void aTransactionWithAWriteThatNeverExpiresIsNotExecuted() {
        String cached = Canary.key("policy:cache");

        Throwable thrown = catchThrowable(() -> guard.exclusive(connection -> {
            connection.sync().multi();
            connection.sync().hset(cached, "f", "v");
            return connection.sync().exec();
        }));

        assertThat(thrown)
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("EXEC was refused by rule missing-expiry");
        assertThat(server.execute("EXISTS", cached)).isEqualTo(0L);
        assertThat(guard.<TransactionResult, RuntimeException>exclusive(connection -> {
                    connection.sync().multi();
                    connection.sync().hset(cached, "f", "v");
                    connection.sync().expire(cached, 60);
                    return connection.sync().exec();
                }))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aRuleIsLoosenedInOnePlace(PolicyMode mode) {
        try (RedisGuard own = RedisGuard.builder()
                .uri(server.uri())
                .policy(PolicyOptions.builder().everyRule(mode).build())
                .build()) {
            StatefulRedisConnection<String, String> connection = own.commands().connection();

            Throwable thrown = catchThrowable(() -> connection.sync().keys(key));

            assertThat(thrown != null).isEqualTo(mode == PolicyMode.REJECT);
            assertThat(catchThrowable(() -> connection.sync().multi())).isInstanceOf(CommandRejectedException.class);
        }
    }
}
