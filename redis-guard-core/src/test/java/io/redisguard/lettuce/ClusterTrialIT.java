package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.redisguard.command.CallerWishes;
import io.redisguard.command.ConnectionRole;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.resilience.BreakerMode;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import io.redisguard.simulation.Policies;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The road under a cluster client: the same attempts, stages and failures, dispatched through a subclass of Lettuce's
 * cluster connection. Proves that redirections, which encode one attempt twice, keep at most once.
 */
class ClusterTrialIT {
    private static final int NODES = 3;
    private static final List<RedisServer> SERVERS = new ArrayList<>();

    private static ClientResources resources;
    private static HashedWheelTimer timer;
    private static GuardedCluster client;
    private static StatefulRedisClusterConnection<String, String> connection;
    private static RedisAdvancedClusterAsyncCommands<String, String> redis;

    @BeforeAll
    static void start() {
        for (int i = 0; i < NODES; i++) {
            SERVERS.add(RedisServer.builder().config("cluster-enabled", "yes").start());
        }
        meet();
        resources = ClientResources.create();
        timer = new HashedWheelTimer(10, TimeUnit.MILLISECONDS);
        client = new GuardedCluster(resources, RedisURI.create(SERVERS.get(0).uri()), timer);
        client.setOptions(ClusterClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build());
        connection = client.connect();
        redis = connection.async();
        SERVERS.forEach(server -> connection.getConnection(server.host(), server.port()));
    }

    private static void meet() {
        for (int i = 0; i < NODES; i++) {
            int first = i * SlotHash.SLOT_COUNT / NODES;
            int end = (i + 1) * SlotHash.SLOT_COUNT / NODES;
            List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(first, end).forEach(slot -> command.add(Integer.toString(slot)));
            SERVERS.get(i).execute(command.toArray(String[]::new));
            SERVERS.get(0)
                    .execute(
                            "CLUSTER",
                            "MEET",
                            SERVERS.get(i).host(),
                            "" + SERVERS.get(i).port());
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> SERVERS.stream()
                        .allMatch(server -> String.valueOf(server.execute("CLUSTER", "INFO"))
                                .contains("cluster_state:ok")));
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        resources.shutdown().awaitUninterruptibly();
        timer.stop();
        SERVERS.forEach(RedisServer::close);
    }

    @Test
    void callsReachEveryNode() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(redis.set("key:" + i, "value:" + i).get()).isEqualTo("OK");
        }

        for (int i = 0; i < 100; i++) {
            assertThat(redis.get("key:" + i).get()).isEqualTo("value:" + i);
        }
        assertThat(connection.sync().mget("key:1", "key:2", "key:3")).hasSize(3);
    }

    @Test
    void aRedirectedCallIsSentAgainAndExecutedOnce() throws Exception {
        String key = "moved";
        int slot = SlotHash.getSlot(key);
        RedisServer from = SERVERS.get(ownerOf(slot));
        RedisServer to = SERVERS.get((ownerOf(slot) + 1) % NODES);
        String target = String.valueOf(to.execute("CLUSTER", "MYID"));
        String source = String.valueOf(from.execute("CLUSTER", "MYID"));
        assertThat(redis.incr(key).get()).isEqualTo(1);

        // ASK: the slot is on its way, its key has arrived already
        to.execute("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", source);
        from.execute("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", target);
        from.execute("MIGRATE", to.host(), "" + to.port(), key, "0", "1000");
        assertThat(redis.incr(key).get()).isEqualTo(2);

        // MOVED: the slot has arrived
        SERVERS.forEach(server -> server.execute("CLUSTER", "SETSLOT", "" + slot, "NODE", target));
        assertThat(redis.incr(key).get()).isEqualTo(3);
        assertThat(redis.get(key).get()).isEqualTo("3");
    }

    @Test
    void aStoppedNodeMakesItsOwnCallsLateAndNoOthers() throws Exception {
        RedisServer stopped = SERVERS.get(2);
        String late = keyOwnedBy(2);
        String fine = keyOwnedBy(1);
        stopped.pause();
        try {
            assertThatThrownBy(() -> redis.incr(late).get()).hasCauseInstanceOf(DeadlineExceededException.class);
            assertThat(redis.incr(fine).get()).isPositive();
        } finally {
            stopped.resume();
        }
    }

    private static int ownerOf(int slot) {
        return Math.min(NODES - 1, slot * NODES / SlotHash.SLOT_COUNT);
    }

    private static String keyOwnedBy(int node) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "owned:" + i)
                .filter(key -> ownerOf(SlotHash.getSlot(key)) == node)
                .findFirst()
                .orElseThrow();
    }

    private static final class GuardedCluster extends RedisClusterClient {
        private final HashedWheelTimer timer;

        GuardedCluster(ClientResources resources, RedisURI seed, HashedWheelTimer timer) {
            super(resources, Arrays.asList(seed));
            this.timer = timer;
        }

        @Override
        protected <V, K> StatefulRedisClusterConnectionImpl<K, V> newStatefulRedisClusterConnection(
                RedisChannelWriter channelWriter,
                ClusterPushHandler pushHandler,
                RedisCodec<K, V> codec,
                Duration timeout,
                Supplier<JsonParser> parser) {
            ConnectionContext context = new ConnectionContext(
                    ConnectionRole.SHARED,
                    new Roads(
                            GuardObserver.of(ObserveOptions.builder().build(), null),
                            Policies.byDefault(),
                            DeadlineOptions.builder().build(),
                            new ResilienceOptions(
                                    LinkOptions.builder().build(),
                                    RetryOptions.builder().build(),
                                    CircuitBreakerOptions.builder()
                                            .mode(BreakerMode.OFF)
                                            .build(),
                                    BulkheadOptions.builder().build()),
                            new Random()),
                    new WheelTimer(timer),
                    getResources().eventExecutorGroup(),
                    "cluster",
                    new CommandLimits(1024 * 1024),
                    () -> {});
            context.watch().up(Runnable::run);
            return new ClusterConnection<>(channelWriter, pushHandler, codec, timeout, parser, context);
        }
    }

    private static final class ClusterConnection<K, V> extends StatefulRedisClusterConnectionImpl<K, V> {
        private final Dispatcher dispatcher;

        ClusterConnection(
                RedisChannelWriter writer,
                ClusterPushHandler pushHandler,
                RedisCodec<K, V> codec,
                Duration timeout,
                Supplier<JsonParser> parser,
                ConnectionContext context) {
            super(writer, pushHandler, codec, timeout, parser);
            this.dispatcher = new Dispatcher(context);
        }

        @Override
        public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
            Call<K, V, T> call = dispatcher.callOf(command, CallerWishes.NONE, false, false);
            if (dispatcher.admit(call)) {
                super.dispatch(call.attempt());
            }
            Dispatcher.watch(call);
            return command;
        }
    }
}
