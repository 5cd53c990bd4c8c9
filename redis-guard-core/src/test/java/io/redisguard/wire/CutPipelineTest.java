package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.wire.Api.Ending;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection ends while three calls wait for their replies: those that were answered in full have their values. */
class CutPipelineTest {
    private static final String ELEMENTS = Resp.bulks(List.of("a", "b", "c"));

    private static QuickResources resources;

    @BeforeAll
    static void open() {
        resources = new QuickResources();
    }

    @AfterAll
    static void close() {
        resources.close();
    }

    @ParameterizedTest
    @EnumSource
    void callsBeforeTheCutSucceedAndThoseAfterItFail(Protocol protocol) throws Exception {
        List<String> replies = List.of(Resp.bulk("one"), ELEMENTS, Resp.bulk("three"));
        List<Object> values = List.of("one", List.of("a", "b", "c"), "three");
        byte[] bytes = Resp.bytes(String.join("", replies));

        try (ScriptedGuard scripted = new ScriptedGuard(resources, protocol)) {
            // nothing is answered before the last of the three has arrived
            scripted.server().silent("GET").silent("LRANGE").on("HGET", bytes);
            for (int offset = 0; offset <= bytes.length; offset++) {
                scripted.server().cutAfter(offset);

                List<Ending> endings = callThree(scripted.commands().async());
                scripted.awaitReconnect();

                int needed = 0;
                for (int i = 0; i < replies.size(); i++) {
                    String what = "call " + i + " cut after " + offset + " bytes";
                    needed += Resp.bytes(replies.get(i)).length;
                    if (offset >= needed) {
                        assertThat(endings.get(i)).as(what).isEqualTo(Ending.value(values.get(i)));
                    } else {
                        assertThat(endings.get(i).failure())
                                .as(what)
                                .isInstanceOfSatisfying(
                                        ConnectionLostException.class,
                                        lost -> assertThat(lost.wasSent()).isTrue());
                    }
                }
                assertThat(callThree(scripted.commands().async()))
                        .as("next three calls")
                        .extracting(Ending::values)
                        .isEqualTo(values.stream().map(List::of).toList());
            }
        }
    }

    private static List<Ending> callThree(RedisAsyncCommands<String, String> redis) {
        Stream<Function<RedisAsyncCommands<String, String>, CompletionStage<?>>> calls =
                Stream.of(async -> async.get("k"), async -> async.lrange("k", 0, -1), async -> async.hget("k", "f"));
        List<CompletableFuture<List<?>>> underWay = calls.map(
                        call -> call.apply(redis).toCompletableFuture().<List<?>>thenApply(List::of))
                .toList();
        return underWay.stream().map(call -> Ending.of(call, List.of())).toList();
    }
}
