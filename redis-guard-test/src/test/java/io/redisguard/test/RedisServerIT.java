package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisServerIT {
    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsWhereItIs() {
        assertThat(server.uri()).isEqualTo("redis://" + server.host() + ":" + server.port());
        assertThat(server.isRunning()).isTrue();
        assertThat(server.isPaused()).isFalse();
    }

    @Test
    void tellsItsVersion() {
        assertThat(String.valueOf(server.execute("INFO", "server")))
                .contains("_version:" + server.version().toString().split(" ", -1)[1]);
        assertThat(server.compatibleVersion().name()).isEqualTo("redis");
        assertThat(server.version().isAtLeast(6, 2)).isTrue();
    }

    @Test
    void rendersRepliesSimply() {
        server.execute("RPUSH", "list", "a", "ü");

        assertThat(server.execute("GET", "nothing")).isNull();
        assertThat(server.execute("LLEN", "list")).isEqualTo(2L);
        assertThat(server.execute("LRANGE", "list", "0", "-1")).isEqualTo(List.of("a", "ü"));
    }

    @Test
    void reportsARefusedCommand() {
        assertThatThrownBy(() -> server.execute("LLEN"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("LLEN was refused: ERR wrong number of arguments");
    }

    @Test
    void keepsAcknowledgedWritesWhenKilled() {
        server.execute("SET", "key", "value");
        server.kill();
        assertThat(server.isRunning()).isFalse();
        assertThatThrownBy(() -> RawClient.of(server)).isInstanceOf(IOException.class);

        int port = server.port();
        server.restart();

        assertThat(server.port()).isEqualTo(port);
        assertThat(server.isRunning()).isTrue();
        assertThat(server.execute("GET", "key")).isEqualTo("value");
    }

    @Test
    void keepsDataThroughARestart() {
        server.execute("SET", "key", "value");

        server.restart();
        server.restart();

        assertThat(server.execute("GET", "key")).isEqualTo("value");
    }

    @Test
    void losesDataThroughAnEmptyRestart() {
        int port = server.port();
        server.execute("SET", "key", "value");

        server.restartEmpty();

        assertThat(server.execute("DBSIZE")).isEqualTo(0L);
        assertThat(server.port()).isEqualTo(port);
    }

    @Test
    void startsEmptyAfterAKill() {
        server.execute("SET", "key", "value");
        server.kill();

        server.restartEmpty();

        assertThat(server.execute("DBSIZE")).isEqualTo(0L);
    }

    @Test
    void answersNothingWhilePausedAndEverythingAfterwards() throws IOException {
        try (RawClient client = RawClient.of(server)) {
            client.ask("PING", 7);
            server.pause();
            client.send("PING");

            assertThat(server.isPaused()).isTrue();
            assertThat(server.isRunning()).isTrue();
            assertThat(client.staysSilentFor(Duration.ofMillis(200))).isTrue();

            server.resume();

            assertThat(client.read(7)).isEqualTo("+PONG\r\n");
            assertThat(server.isPaused()).isFalse();
        }
    }

    @Test
    void restartsFromAPause() {
        server.execute("SET", "key", "value");
        server.pause();

        server.restart();

        assertThat(server.execute("GET", "key")).isEqualTo("value");
        assertThat(server.isPaused()).isFalse();
    }

    @Test
    void diesWhilePaused() {
        server.pause();

        server.kill();

        await().untilAsserted(() -> assertThat(server.isRunning()).isFalse());
        assertThat(server.isPaused()).isFalse();
    }

    @Test
    void endsConnectionsWhenKilled() throws IOException {
        try (RawClient client = RawClient.of(server)) {
            client.ask("PING", 7);

            server.kill();

            assertThat(endOf(client)).isIn("", "reset");
        }
    }

    @Test
    void isGoneOnceClosed() {
        server.close();
        server.close();

        assertThat(server.isRunning()).isFalse();
        assertThatThrownBy(() -> RawClient.of(server)).isInstanceOf(IOException.class);
        assertThatThrownBy(server::restart)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    private static String endOf(RawClient client) {
        try {
            return client.readToEnd();
        } catch (IOException e) {
            return "reset";
        }
    }
}
