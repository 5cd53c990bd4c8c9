package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.redisguard.command.GuardEvent;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The link is lost, and comes back, while a batch is on its way: what is acknowledged was done in its order. */
@ExtendWith(RedisExtension.class)
class BatchOrderIT {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String key = Canary.key("batch");
    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();

    private AsyncCommand<String, String, String> set(String name, String value) {
        return new AsyncCommand<>(new Command<>(
                CommandType.SET,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).addKey(name).addValue(value)));
    }

    /** Runs a task before the command at an index is read; commands may be read more than once. */
    private static List<RedisCommand<String, String, ?>> batch(
            List<AsyncCommand<String, String, String>> commands, Runnable beforeSecond, Runnable beforeThird) {
        return new AbstractList<>() {
            @Override
            public RedisCommand<String, String, ?> get(int index) {
                if (index == 1) {
                    beforeSecond.run();
                } else if (index == 2) {
                    beforeThird.run();
                }
                return commands.get(index);
            }

            @Override
            public int size() {
                return commands.size();
            }
        };
    }

    @Test
    void noneIsOvertakenByOneThatWaitedForTheLink(RedisServer server) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                RedisGuard guard = RedisGuard.builder()
                        .uri(proxy.uri())
                        .link(LinkOptions.builder().reconnectGrace(GRACE).build())
                        .onEvent(events::add)
                        .build()) {
            AsyncCommand<String, String, String> first = set(key, "first");
            AsyncCommand<String, String, String> second = set(key, "second");
            AsyncCommand<String, String, String> third = set("other:" + key, "third");

            guard.commands()
                    .connection()
                    .dispatch(batch(List.of(first, second, third), () -> lose(proxy), () -> bringBack(proxy, second)));
            await().until(() -> first.isDone() && third.isDone());

            assertThat(second.join()).isEqualTo("OK");
            assertThat(server.execute("GET", key)).isEqualTo("second");
        }
    }

    private void lose(FaultProxy proxy) {
        if (!isDown()) {
            proxy.refuse().reset();
            await().until(this::isDown);
        }
    }

    private boolean isDown() {
        return events.stream().anyMatch(GuardEvent.LinkDown.class::isInstance);
    }

    private static void bringBack(FaultProxy proxy, AsyncCommand<?, ?, ?> waiting) {
        proxy.heal();
        await().until(waiting::isDone);
    }
}
