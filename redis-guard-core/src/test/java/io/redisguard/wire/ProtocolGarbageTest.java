package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisFuture;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.wire.Api.Ending;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes is no reply at all: nobody gets a wrong value, and the connection is replaced. */
class ProtocolGarbageTest {
    private static QuickResources resources;

    @BeforeAll
    static void open() {
        resources = new QuickResources();
    }

    @AfterAll
    static void close() {
        resources.close();
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                Arguments.of("no type", "hello\r\n"),
                Arguments.of("an empty line", "\r\n"),
                Arguments.of("not even ASCII", "\u00ff\u00fe\r\n"),
                Arguments.of("a string of negative length", "$-5\r\n"),
                Arguments.of("an array of negative length", "*-5\r\n"),
                Arguments.of("a map of negative length", "%-5\r\n"),
                Arguments.of("a set of negative length", "~-5\r\n"),
                Arguments.of("an array of too many elements", "*99999999999\r\n"),
                Arguments.of("an array whose length overflows to a negative one", "*3000000000\r\n"),
                Arguments.of("an array that fills the memory", "*1200000000\r\n"),
                Arguments.of("a map whose length overflows when doubled", "%1200000000\r\n"),
                Arguments.of("a string whose length overflows", "$3000000000\r\n"),
                Arguments.of("a boolean that is neither", "#x\r\n"),
                Arguments.of("an attribute, which Redis does not send", "|1\r\n+key\r\n+value\r\n+reply\r\n"),
                Arguments.of("arrays too deep", "*1\r\n".repeat(33) + "+deep\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("garbage")
    void endsTheCallsThatWaitAndTheConnection(String name, String garbage) throws Exception {
        try (ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP3)) {
            // the garbage answers LRANGE, but not before all three have arrived
            scripted.server().silent("LRANGE").on("GET", args -> {
                byte[] value = Resp.bytes(Resp.bulk("value of " + args.get(0)));
                return args.contains("after") ? concat(garbage.getBytes(StandardCharsets.ISO_8859_1), value) : value;
            });
            RedisFuture<String> before = scripted.commands().async().get("before");
            RedisFuture<List<String>> hit = scripted.commands().async().lrange("k", 0, -1);
            RedisFuture<String> after = scripted.commands().async().get("after");

            assertThat(before.get(1, TimeUnit.SECONDS)).isEqualTo("value of before");
            assertLost(hit);
            assertLost(after);
            scripted.awaitReconnect();
            assertThat(scripted.commands().sync().get("next")).isEqualTo("value of next");
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void assertLost(RedisFuture<?> call) {
        Ending ending = Ending.of(call.toCompletableFuture().thenApply(List::of), List.of());

        assertThat(ending.failure()).isInstanceOfSatisfying(ConnectionLostException.class, lost -> {
            assertThat(lost.wasSent()).isTrue();
            assertThat(lost.isOutcomeUnknown()).isTrue();
        });
    }
}
