package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The faults of the connection, in front of a real server. */
@ExtendWith(RedisExtension.class)
class FaultProxyIT {
    private static final String PONG = "+PONG\r\n";
    private static final Duration SILENCE = Duration.ofMillis(200);

    private final RedisServer server;
    private FaultProxy proxy;

    FaultProxyIT(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void start() {
        proxy = FaultProxy.inFrontOf(server);
        server.execute("FLUSHALL");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void passesBytesUnchangedAndCountsThem() throws IOException {
        String value = "0123456789".repeat(500_000);
        server.execute("SET", "big", value);

        try (RawClient client = RawClient.of(proxy)) {
            client.send("GET big");

            assertThat(client.read(value.length() + 12)).isEqualTo("$5000000\r\n" + value + "\r\n");
            // bytes are counted once they have been passed on, which their reader may see earlier
            await().untilAsserted(() -> {
                assertThat(proxy.bytesToServer()).isEqualTo("GET big\r\n".length());
                assertThat(proxy.bytesToClient()).isEqualTo(value.length() + 12);
            });
            assertThat(proxy.accepted()).isEqualTo(1);
            assertThat(proxy.connections()).isEqualTo(1);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void servesManyConnections() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(RawClient.of(proxy));
        }
        for (RawClient client : clients) {
            client.send("PING");
        }
        for (RawClient client : clients) {
            assertThat(client.read(7)).isEqualTo(PONG);
        }

        assertThat(proxy.connections()).isEqualTo(100);

        for (RawClient client : clients) {
            client.close();
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void delaysRepliesWithoutAddingTheDelaysUp() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);
            proxy.delayReplies(Duration.ofMillis(200));
            long start = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                client.send("PING");
            }

            assertThat(client.read(70)).isEqualTo(PONG.repeat(10));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofMillis(1_500));
        }
    }

    @Test
    void healsADelayAtOnce() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            proxy.delayReplies(Duration.ofHours(1));
            client.send("PING");
            assertThat(client.staysSilentFor(SILENCE)).isTrue();

            proxy.heal();

            assertThat(client.read(7)).isEqualTo(PONG);
        }
    }

    @Test
    void holdsCommandsInABlackHoleAndDeliversThemLate() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);
            proxy.blackHole(Direction.TO_SERVER);
            client.send("INCR counter");
            assertThat(client.staysSilentFor(SILENCE)).isTrue();
            assertThat(server.execute("GET", "counter")).isNull();

            proxy.heal();

            assertThat(client.read(4)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void holdsRepliesInABlackHoleWhileCommandsArrive() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);
            proxy.blackHole(Direction.TO_CLIENT);
            client.send("INCR counter");

            await().untilAsserted(
                            () -> assertThat(server.execute("GET", "counter")).isEqualTo("1"));
            assertThat(client.staysSilentFor(SILENCE)).isTrue();

            proxy.heal();

            assertThat(client.read(4)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void acceptsConnectionsIntoABlackHole() throws IOException {
        proxy.blackHole();

        try (RawClient client = RawClient.of(proxy)) {
            client.send("PING");
            assertThat(client.staysSilentFor(SILENCE)).isTrue();

            proxy.heal();

            assertThat(client.read(7)).isEqualTo(PONG);
        }
    }

    @Test
    void resetsOpenConnections() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);

            proxy.reset();

            assertThatThrownBy(client::readToEnd)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        try (RawClient client = RawClient.of(proxy)) {
            assertThat(client.ask("PING", 7)).isEqualTo(PONG);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void resetsOutOfABlackHole() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);
            proxy.blackHole();
            client.send("PING");

            proxy.reset();

            assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
            await().until(() -> proxy.connections() == 0);
        }
    }

    @Test
    void throttlesAndSpeedsUpWhenHealed() throws IOException {
        server.execute("SET", "key", "x".repeat(20_000));
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);
            proxy.throttle(50_000);
            long start = System.nanoTime();
            client.send("GET key");
            client.read(10_000);
            Duration half = Duration.ofNanos(System.nanoTime() - start);
            proxy.throttle(1);
            proxy.heal();
            client.read(10_010);

            assertThat(half).isBetween(Duration.ofMillis(150), Duration.ofSeconds(2));
        }
    }

    @Test
    void refusesNewConnectionsButKeepsOldOnes() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);

            proxy.refuse();

            assertThatThrownBy(() -> RawClient.of(proxy)).isInstanceOf(ConnectException.class);
            assertThat(client.ask("PING", 7)).isEqualTo(PONG);
        }
        int port = proxy.port();
        proxy.heal();

        assertThat(proxy.port()).isEqualTo(port);
        try (RawClient client = RawClient.of(proxy)) {
            assertThat(client.ask("PING", 7)).isEqualTo(PONG);
        }
    }

    @Test
    void resetsNewConnectionsWhileTheServerIsDown() throws IOException {
        server.kill();

        assertThatThrownBy(this::connectAndRead).isInstanceOf(SocketException.class);

        server.restart();
        try (RawClient client = RawClient.of(proxy)) {
            assertThat(client.ask("PING", 7)).isEqualTo(PONG);
        }
    }

    @Test
    void dropsTheReplyOfACommandThatTookEffect() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);
            proxy.dropReply(1);
            client.send("INCR counter");

            assertThat(client.staysSilentFor(SILENCE)).isTrue();
            assertThat(client.ask("GET counter", 7)).isEqualTo("$1\r\n1\r\n");
        }
    }

    @Test
    void closesEverything() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            client.ask("PING", 7);

            proxy.close();
            proxy.close();

            assertThat(client.readToEnd()).isEmpty();
        }
        assertThatThrownBy(() -> RawClient.of(proxy)).isInstanceOf(ConnectException.class);
        await().until(() -> proxy.connections() == 0);
    }

    /** The reset may come as early as in connect. */
    private String connectAndRead() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            return client.readToEnd();
        }
    }
}
