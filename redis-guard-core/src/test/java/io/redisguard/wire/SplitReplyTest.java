package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.wire.Api.Ending;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reply comes in two pieces, parted at every byte: the caller gets the right value each time. */
class SplitReplyTest {
    private static final int EVERY_OFFSET_UP_TO = 512;
    private static final int STRIDE_BEYOND = 97;

    private final ReceivedBytes received = new ReceivedBytes();
    private final QuickResources resources = new QuickResources(received);
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        caller.shutdownNow();
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
        try (ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP2)) {
            splitEverywhere(exchange, scripted, exchange.reply());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inResp3")
    void resp3BetweenPushMessages(Exchange exchange) throws Exception {
        String before = Resp.invalidation("before");
        String after = Resp.invalidation("after");
        Queue<String> pushed = new ConcurrentLinkedQueue<>();

        try (ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP3)) {
            scripted.commands().connection().addListener(message -> pushed.add(message.getType()));

            int calls = splitEverywhere(exchange, scripted, exchange.replyBetween(before, after));

            assertThat(pushed).hasSize(2 * calls).containsOnly("invalidate");
        }
    }

    private int splitEverywhere(Exchange exchange, ScriptedGuard scripted, byte[] bytes) throws Exception {
        Semaphore asked = new Semaphore(0);
        int calls = 0;
        for (int offset : offsets(bytes.length)) {
            byte[] head = Arrays.copyOf(bytes, offset);
            byte[] tail = Arrays.copyOfRange(bytes, offset, bytes.length);
            scripted.server().on(exchange.command(), args -> {
                asked.release();
                return head;
            });
            for (Api api : Api.values()) {
                long before = received.total();

                Future<Ending> call = caller.submit(() -> api.call(exchange, scripted.commands()));
                assertThat(asked.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
                received.await(before + head.length);
                scripted.server().sendRaw(tail);

                assertThat(call.get())
                        .as("%s split after %d of %d bytes", api, offset, bytes.length)
                        .isEqualTo(new Ending(api.expected(exchange), null));
                received.await(before + bytes.length);
                calls++;
            }
        }
        return calls;
    }

    private static int[] offsets(int length) {
        return IntStream.range(0, length)
                .filter(n -> n <= EVERY_OFFSET_UP_TO || n >= length - 3 || n % STRIDE_BEYOND == 0)
                .toArray();
    }
}
