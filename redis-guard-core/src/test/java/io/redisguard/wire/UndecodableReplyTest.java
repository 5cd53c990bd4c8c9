package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.redisguard.GuardedCommands;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.DecodeFailedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A reply that is sound but cannot become the caller's value fails that call alone. */
class UndecodableReplyTest {
    private static final String BAD = "bad";

    private final QuickResources resources = new QuickResources();
    private final ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP3);
    private final GuardedCommands<String, String> commands = scripted.guard().commands(new PickyCodec());
    private final RedisAsyncCommands<String, String> redis = commands.async();

    @BeforeEach
    void answerInStep() {
        scripted.server().on("GET", args -> Resp.bytes(Resp.bulk("value of " + args.get(0))));
    }

    @AfterEach
    void close() {
        scripted.close();
        resources.close();
    }

    static Stream<Arguments> repliesThatTheCodecRefuses() {
        String middle = Resp.bulks(List.of("a", BAD, "c"));
        return Stream.of(
                call("GETDEL", Resp.bulk(BAD), redis -> redis.getdel("k")),
                call("LRANGE", middle, redis -> redis.lrange("k", 0, -1)),
                call("MGET", middle, redis -> redis.mget("x", "y", "z")),
                call(
                        "SMEMBERS",
                        Resp.set(Resp.bulk("a"), Resp.bulk(BAD), Resp.bulk("c")),
                        redis -> redis.smembers("k")),
                call(
                        "HGETALL",
                        Resp.map(Resp.bulk("f"), Resp.bulk("a"), Resp.bulk("g"), Resp.bulk(BAD)),
                        redis -> redis.hgetall("k")),
                call("SCAN", Resp.array(Resp.bulk("0"), middle), redis -> redis.scan()));
    }

    static Stream<Arguments> repliesOfAnotherType() {
        return Stream.of(
                call("SET", Resp.integer(1), redis -> redis.set("k", "v")),
                call("SET", Resp.decimal("0.5"), redis -> redis.set("k", "v")),
                call("LRANGE", Resp.integer(1), redis -> redis.lrange("k", 0, -1)),
                call("INCR", Resp.decimal("0.5"), redis -> redis.incr("k")),
                call("MGET", Resp.bool(true), redis -> redis.mget("k")));
    }

    private static Arguments call(
            String command, String reply, Function<RedisAsyncCommands<String, String>, RedisFuture<?>> call) {
        return Arguments.of(command, reply, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"repliesThatTheCodecRefuses", "repliesOfAnotherType"})
    void failsItsCallAlone(
            String command, String reply, Function<RedisAsyncCommands<String, String>, RedisFuture<?>> call)
            throws Exception {
        scripted.server().on(command, reply);

        RedisFuture<String> before = redis.get("before");
        RedisFuture<?> undecodable = call.apply(redis);
        RedisFuture<String> after = redis.get("after");

        assertDecodeFailed(() -> undecodable.get(1, TimeUnit.SECONDS));
        assertThat(before.get(1, TimeUnit.SECONDS)).isEqualTo("value of before");
        assertThat(after.get(1, TimeUnit.SECONDS)).isEqualTo("value of after");
        assertThat(scripted.server().connections()).as("connections").isOne();
    }

    @Test
    void aFluxGivesTheElementsBeforeItAndThenTheError() {
        scripted.server().silent("LRANGE");
        List<String> seen = Collections.synchronizedList(new ArrayList<>());

        CompletableFuture<Void> end = commands.reactive()
                .lrange("k", 0, -1)
                .doOnNext(seen::add)
                .then()
                .toFuture();
        // an error overtakes elements that come while the subscriber still asks for them
        await().until(() -> scripted.server().received().stream()
                .anyMatch(command -> command.name().equals("LRANGE")));
        scripted.server().sendRaw(Resp.bulks(List.of("a", "b", BAD, "d")));

        assertDecodeFailed(() -> end.get(1, TimeUnit.SECONDS));
        assertThat(seen).containsExactly("a", "b");
        assertThat(commands.sync().get("next")).isEqualTo("value of next");
    }

    @Test
    void anErrorInsideAnArrayFailsTheCallWithThatError() {
        scripted.server().on("LRANGE", Resp.array(Resp.bulk("a"), "-ERR inside\r\n", Resp.bulk("c")));

        assertThatThrownBy(() -> commands.sync().lrange("k", 0, -1))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("ERR inside");
        assertThat(commands.sync().get("next")).isEqualTo("value of next");
    }

    @Test
    void anArrayInPlaceOfAStatusLeavesTheStreamInStep() throws Exception {
        scripted.server().on("SET", Resp.array(Resp.array(Resp.bulk("x"), Resp.OK), Resp.map(Resp.bulk("y"), Resp.OK)));

        RedisFuture<String> odd = redis.set("k", "v");
        RedisFuture<String> next = redis.get("next");

        assertThat(next.get(1, TimeUnit.SECONDS)).isEqualTo("value of next");
        assertThat(odd.toCompletableFuture()).isDone();
    }

    @Test
    void aMapInPlaceOfAListIsReadAsOne() {
        scripted.server().on("LRANGE", Resp.map(Resp.bulk("a"), Resp.bulk("b")));

        assertThat(commands.sync().lrange("k", 0, -1)).containsExactly("a", "b");
        assertThat(commands.sync().get("next")).isEqualTo("value of next");
    }

    @Test
    void aListInPlaceOfAMapIsReadAsOne() {
        scripted.server().on("HGETALL", Resp.bulks(List.of("f", "v")));

        assertThat(commands.sync().hgetall("k")).isEqualTo(Map.of("f", "v"));
    }

    private static void assertDecodeFailed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(thrown -> assertThat(thrown instanceof DecodeFailedException ? thrown : thrown.getCause())
                        .isInstanceOfSatisfying(DecodeFailedException.class, failure -> {
                            assertThat(failure.outcome()).isEqualTo(CallOutcome.CANNOT_DECODE);
                            assertThat(failure.isOutcomeUnknown()).isFalse();
                        }));
    }

    /** Refuses one value. */
    private static final class PickyCodec extends StringCodec {
        PickyCodec() {
            super(StandardCharsets.UTF_8);
        }

        @Override
        public String decodeKey(ByteBuffer bytes) {
            return decodeValue(bytes);
        }

        @Override
        public String decodeValue(ByteBuffer bytes) {
            String value = StandardCharsets.UTF_8.decode(bytes).toString();
            if (value.equals(BAD)) {
                throw new IllegalArgumentException("not a value");
            }
            return value;
        }
    }
}
