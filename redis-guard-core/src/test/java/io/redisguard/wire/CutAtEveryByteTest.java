package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.error.ConnectionLostException;
import io.redisguard.wire.Api.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The connection ends after every number of bytes of a reply: the caller gets the right value or the right error. */
class CutAtEveryByteTest {
    private static final int EVERY_OFFSET_UP_TO = 512;
    private static final int STRIDE_BEYOND = 97;
    private static final int LANES = 4;

    private static QuickResources resources;
    private static ExecutorService lanes;

    @BeforeAll
    static void open() {
        resources = new QuickResources();
        lanes = Executors.newFixedThreadPool(LANES);
    }

    @AfterAll
    static void close() {
        lanes.shutdownNow();
        resources.close();
    }

    static Stream<Exchange> inResp2() {
        return Exchanges.of(Protocol.RESP2);
    }

    static Stream<Exchange> inResp3() {
        return Exchanges.of(Protocol.RESP3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inResp2")
    void resp2(Exchange exchange) throws Exception {
        cutEverywhere(exchange, Protocol.RESP2, exchange.reply(), exchange.reply().length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inResp3")
    void resp3(Exchange exchange) throws Exception {
        cutEverywhere(exchange, Protocol.RESP3, exchange.reply(), exchange.reply().length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inResp3")
    void resp3BetweenPushMessages(Exchange exchange) throws Exception {
        String before = Resp.invalidation("before");
        byte[] bytes = exchange.replyBetween(before, Resp.invalidation("after"));

        cutEverywhere(exchange, Protocol.RESP3, bytes, Resp.bytes(before).length + exchange.reply().length);
    }

    private static void cutEverywhere(Exchange exchange, Protocol protocol, byte[] bytes, int needed) throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            int[] offsets = offsets(bytes.length, lane);
            work.add(() -> cutAt(offsets, exchange, protocol, bytes, needed));
        }
        for (Future<Integer> lane : lanes.invokeAll(work)) {
            try {
                lane.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error wrong) {
                    throw wrong;
                }
                throw e;
            }
        }
    }

    private static int[] offsets(int length, int lane) {
        return IntStream.rangeClosed(0, length)
                .filter(n -> n <= EVERY_OFFSET_UP_TO || n >= length - 3 || n % STRIDE_BEYOND == 0)
                .filter(n -> n % LANES == lane)
                .toArray();
    }

    private static int cutAt(int[] offsets, Exchange exchange, Protocol protocol, byte[] bytes, int needed)
            throws InterruptedException {
        int calls = 0;
        try (ScriptedGuard scripted = new ScriptedGuard(resources, protocol)) {
            scripted.server().on(exchange.command(), bytes);
            for (int offset : offsets) {
                for (Api api : Api.values()) {
                    String where = api + " cut after " + offset + " of " + bytes.length + " bytes";

                    scripted.server().cutAfter(offset);
                    Ending cut = api.call(exchange, scripted.commands());
                    scripted.awaitReconnect();
                    Ending next = api.call(exchange, scripted.commands());

                    if (offset >= needed) {
                        assertGotAll(where, api, exchange, cut);
                    } else {
                        assertLost(where, api, exchange, cut);
                    }
                    assertGotAll("next call after " + where, api, exchange, next);
                    calls += 2;
                }
            }
            assertThat(scripted.server().received())
                    .as("each call was sent once")
                    .filteredOn(command -> command.name().equals(exchange.command()))
                    .hasSize(calls);
        }
        return calls;
    }

    private static void assertGotAll(String what, Api api, Exchange exchange, Ending ending) {
        assertThat(ending.failure()).as(what).isNull();
        assertThat(ending.values()).as(what).isEqualTo(api.expected(exchange));
    }

    private static void assertLost(String what, Api api, Exchange exchange, Ending ending) {
        assertThat(ending.failure())
                .as(what)
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.wasSent()).as(what).isTrue());
        assertThat(ending.values())
                .as(what)
                .isEqualTo(api.expected(exchange).subList(0, ending.values().size()));
    }
}
