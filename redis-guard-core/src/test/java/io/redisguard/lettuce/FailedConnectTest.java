package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.redisguard.command.CallRoad;
import io.redisguard.command.CommandRoad;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.Link;
import io.redisguard.command.LinkWatch;
import io.redisguard.command.RoadTimer;
import io.redisguard.observe.GuardObserver;
import io.redisguard.observe.ObserveOptions;
import io.redisguard.resilience.BulkheadOptions;
import io.redisguard.resilience.CircuitBreakerOptions;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.ResilienceOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.road.Roads;
import io.redisguard.simulation.Policies;
import io.redisguard.test.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A lazy start tries for as long as it takes; what an attempt to connect has made must not be kept. */
class FailedConnectTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<CommandRoad> made = new CopyOnWriteArrayList<>();
    private final Roads roads = new Roads(
            GuardObserver.of(ObserveOptions.builder().build(), null),
            Policies.byDefault(),
            DeadlineOptions.builder().build(),
            new ResilienceOptions(
                    LinkOptions.builder().reconnectGrace(LONG).build(),
                    RetryOptions.builder().build(),
                    CircuitBreakerOptions.builder().build(),
                    BulkheadOptions.builder().build()),
            new Random(1));

    @Test
    void whatCouldNotBeConnectedIsWatchedNoMore() throws Exception {
        GuardedRedisClient client = client(closedPort());
        try {
            assertThat(client.open(ConnectionRole.SHARED).toCompletableFuture())
                    .failsWithin(LONG)
                    .withThrowableOfType(Exception.class);

            assertThat(made)
                    .singleElement()
                    .satisfies(road -> assertThat(road.link().await(LinkWatch.ANY, new Nobody()))
                            .as("somebody could wait for a link that nobody will make")
                            .isFalse());
        } finally {
            roads.close();
            client.end().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static int closedPort() {
        try (ScriptedServer server = ScriptedServer.start()) {
            return server.port();
        }
    }

    private GuardedRedisClient client(int port) {
        return GuardedRedisClient.create(
                RedisURI.create("127.0.0.1", port),
                null,
                null,
                new DriverSettings(LONG, LONG, LONG, LONG, 3, "test", 100),
                new CommandRoad.Builder() {
                    @Override
                    public CommandRoad over(ConnectionRole role, Link link) {
                        CommandRoad road = roads.over(role, link);
                        made.add(road);
                        return road;
                    }

                    @Override
                    public CallRoad calls(String name, RoadTimer timer) {
                        return roads.calls(name, timer);
                    }
                },
                new CommandLimits(1024));
    }

    private static final class Nobody implements LinkWatch.WaitingAttempt {
        @Override
        public void proceed() {}

        @Override
        public void giveUp() {}
    }
}
