package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.test.Direction;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Subscriptions have a connection of their own, which finds back by itself. */
@ExtendWith(RedisExtension.class)
class PubSubIT {
    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final RedisServer server;
    private FaultProxy proxy;
    private RedisGuard guard;

    PubSubIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void connect() {
        proxy = FaultProxy.inFrontOf(server);
        guard = RedisGuard.connect(proxy.uri());
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    private final class Listener extends RedisPubSubAdapter<String, String> {
        @Override
        public void message(String channel, String message) {
            heard.add(message);
            if (message.equals("throw")) {
                throw new IllegalStateException("the listener fails");
            }
        }
    }

    private StatefulRedisPubSubConnection<String, String> subscribed(RedisGuard to) {
        StatefulRedisPubSubConnection<String, String> connection = to.pubSub();
        connection.addListener(new Listener());
        connection.sync().subscribe("news");
        return connection;
    }

    private void awaitMessages(RedisServer from) {
        heard.clear();
        await().atMost(RECOVERY).until(() -> {
            from.execute("PUBLISH", "news", "hello");
            return !heard.isEmpty();
        });
    }

    @Test
    void messagesAreHeardThroughAConnectionOfTheirOwn() {
        subscribed(guard);

        guard.commands().sync().publish("news", "first");
        guard.commands().sync().publish("news", "throw");
        guard.commands().sync().publish("news", "third");

        await().untilAsserted(() -> assertThat(heard).containsExactly("first", "throw", "third"));
        assertThat(guard.commands().sync().ping()).isEqualTo("PONG");
    }

    @Test
    void whatIsNoSubscriptionIsRefused() {
        StatefulRedisPubSubConnection<String, String> connection = guard.pubSub();

        assertThatThrownBy(() -> connection.sync().get("key"))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessage("GET was refused: this connection is for subscriptions. Use guard.commands().");
        assertThatThrownBy(() -> connection.async().flushall().get())
                .hasCauseInstanceOf(CommandRejectedException.class);
        assertThat(connection.sync().ping()).isEqualTo("PONG");
    }

    @Test
    void aLostLinkComesBackWithItsSubscriptions() {
        subscribed(guard);

        proxy.reset();

        awaitMessages(server);
    }

    @Test
    void aLinkThatIsDeadWithoutASignIsFound() {
        subscribed(guard);

        proxy.blackHole(Direction.TO_CLIENT);
        StatefulRedisPubSubConnection<String, String> silent = subscribedLater();
        proxy.heal();

        awaitMessages(server);
        silent.close();
    }

    /** It cannot be connected either, but tells so in time. */
    private StatefulRedisPubSubConnection<String, String> subscribedLater() {
        assertThatThrownBy(guard::pubSub)
                .isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("No connection for subscriptions to");
        proxy.heal();
        return guard.pubSub();
    }

    @Test
    void aSubscriptionHasADeadline() {
        StatefulRedisPubSubConnection<String, String> connection = guard.pubSub();
        proxy.blackHole(Direction.TO_CLIENT);

        assertThatThrownBy(() -> connection.sync().subscribe("news")).isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void anEventLoopMustNotWait() {
        StatefulRedisPubSubConnection<String, String> connection = guard.pubSub();
        AtomicReference<Throwable> told = new AtomicReference<>();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                try {
                    connection.sync().subscribe("more");
                } catch (Throwable e) {
                    told.set(e);
                }
            }
        });
        connection.sync().subscribe("news");

        server.execute("PUBLISH", "news", "hello");

        await().untilAsserted(() -> assertThat(told.get()).isInstanceOf(CommandRejectedException.class));
    }

    @Test
    void itClosesWithTheGuardAtLast() {
        StatefulRedisPubSubConnection<String, String> own = subscribed(guard);
        StatefulRedisPubSubConnection<String, String> forgotten = subscribed(guard);
        own.close();

        guard.close();

        assertThat(forgotten.isOpen()).isFalse();
        await().untilAsserted(() ->
                assertThat(server.execute("PUBSUB", "NUMSUB", "news")).hasToString("[news, 0]"));
    }

    @Test
    void itFollowsThePrimary() {
        try (ReplicatedRedis redis = ReplicatedRedis.start();
                RedisGuard replicated = RedisGuard.builder()
                        .replicated(
                                redis.servers().stream().map(RedisServer::uri).toArray(String[]::new))
                        .build()) {
            subscribed(replicated);
            RedisServer old = redis.primary();
            old.kill();

            redis.promote(redis.replicas().get(0));

            awaitMessages(redis.primary());
        }
    }
}
