package io.redisguard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import java.net.SocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a listener of one user throws is nobody else's trouble. */
class ListenersThatThrowTest {
    private final QuickResources resources = new QuickResources();
    private final ScriptedGuard scripted = new ScriptedGuard(resources, Protocol.RESP3);
    private final StatefulRedisConnection<String, String> connection =
            scripted.commands().connection();
    private final Queue<String> pushed = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void pushBeforeEachReply() {
        scripted.server().on("GET", args -> Resp.bytes(Resp.invalidation("x") + Resp.bulk("value of " + args.get(0))));
    }

    @AfterEach
    void close() {
        scripted.close();
        resources.close();
    }

    @Test
    void ofPushMessagesLeaveTheRepliesInStep() throws Exception {
        connection.addListener(message -> {
            throw new AssertionError("a listener's own trouble");
        });
        connection.addListener(message -> pushed.add(message.getType()));

        List<RedisFuture<String>> calls = IntStream.range(0, 20)
                .mapToObj(i -> connection.async().get("k" + i))
                .toList();

        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).get(1, TimeUnit.SECONDS)).isEqualTo("value of k" + i);
        }
        assertThat(pushed).as("what other listeners heard").hasSize(calls.size());
    }

    @Test
    void ofPushMessagesCanBeTakenOff() {
        PushListener listener = message -> pushed.add(message.getType());
        connection.addListener(listener);
        connection.sync().get("k");
        connection.removeListener(listener);

        connection.sync().get("k");

        assertThat(pushed).hasSize(1);
    }

    @Test
    void ofTheConnectionsStateDoNotStopTheReconnecting() throws Exception {
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                throw new AssertionError("a listener's own trouble");
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                throw new IllegalStateException("a listener's own trouble");
            }
        });

        for (int i = 0; i < 3; i++) {
            scripted.server().closeConnections();
            scripted.awaitReconnect();

            assertThat(connection.sync().get("k")).isEqualTo("value of k");
        }
    }
}
