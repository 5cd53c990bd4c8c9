package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.GuardedCommands;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.test.DeterministicRandom;
import io.redisguard.wire.Api.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server answers a thousand calls in bursts, many of them too late: each caller gets its own reply or a deadline. */
class LatePipelineTest {
    private static final int CALLS = 1_000;
    private static final Duration LONG_PAUSE = Duration.ofMillis(60);

    private final QuickResources resources = new QuickResources();
    private final ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP3);
    private final DeterministicRandom random = DeterministicRandom.create();

    private record Call(Object expected, CompletionStage<?> result) {}

    @AfterEach
    void close() {
        scripted.close();
        resources.close();
    }

    @Test
    void nobodyGetsTheReplyOfAnother() throws Exception {
        DeterministicRandom pauses = DeterministicRandom.seeded(random.nextLong());
        scripted.server()
                .on("GET", args -> late(pauses, Resp.bulk("value " + args.get(0))))
                .on("LRANGE", args -> late(pauses, Resp.bulks(List.of(args.get(0), "list"))))
                .on("HGETALL", args -> late(pauses, Resp.map(Resp.bulk(args.get(0)), Resp.bulk("hash"))));
        GuardedCommands<String, String> patient = scripted.commands().within(Duration.ofSeconds(20));
        List<Call> calls = new ArrayList<>();

        for (int i = 0; i < CALLS; i++) {
            calls.add(
                    random.nextBoolean()
                            ? call(i, patient)
                            : call(i, scripted.commands().within(Duration.ofMillis(10 + random.nextInt(300)))));
        }

        int late = 0;
        for (Call call : calls) {
            Ending ending = Ending.of(
                    call.result().toCompletableFuture().thenApply(List::of), List.of(), Duration.ofSeconds(20));
            if (ending.failure() == null) {
                assertThat(ending.values()).as(random.toString()).isEqualTo(List.of(call.expected()));
            } else {
                assertThat(ending.failure()).as(random.toString()).isInstanceOf(DeadlineExceededException.class);
                late++;
            }
        }
        assertThat(late).as(random.toString()).isBetween(1, CALLS / 2 + CALLS / 10);
    }

    private Call call(int i, GuardedCommands<String, String> commands) {
        String key = "k" + i;
        return switch (random.nextInt(3)) {
            case 0 -> new Call("value " + key, commands.async().get(key));
            case 1 -> new Call(List.of(key, "list"), commands.async().lrange(key, 0, -1));
            default -> new Call(Map.of(key, "hash"), commands.async().hgetall(key));
        };
    }

    /** One reply in 100 is held back for long, and all that wait behind it. */
    private static byte[] late(DeterministicRandom random, String reply) {
        if (random.nextInt(100) == 0) {
            LockSupport.parkNanos(LONG_PAUSE.toNanos());
        }
        return Resp.bytes(reply);
    }
}
