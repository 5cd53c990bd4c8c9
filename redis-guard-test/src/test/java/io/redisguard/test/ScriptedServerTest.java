package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedServerTest {
    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void sendsTheExactBytes() throws IOException {
        server.on("get", "$2\r\nhi\r\n");

        try (RawClient client = RawClient.of(server)) {
            assertThat(client.ask("GET key", 8)).isEqualTo("$2\r\nhi\r\n");
        }
    }

    @Test
    void answersFromTheArguments() throws IOException {
        server.on("ECHO", args -> ("+" + args.get(0) + "\r\n").getBytes(StandardCharsets.UTF_8));

        try (RawClient client = RawClient.of(server)) {
            client.sendRaw("*2\r\n$4\r\necho\r\n$4\r\na\r\nb\r\n");

            assertThat(client.read(7)).isEqualTo("+a\r\nb\r\n");
        }
    }

    @Test
    void recordsWhatItReceived() throws IOException {
        try (RawClient client = RawClient.of(server)) {
            client.sendRaw("*3\r\n$3\r\nset\r\n$1\r\nk\r\n$0\r\n\r\n");
            client.send("ping");

            await().until(() -> server.received().size() == 2);
        }
        assertThat(server.received())
                .containsExactly(
                        new ScriptedServer.Command("SET", List.of("k", "")),
                        new ScriptedServer.Command("PING", List.of()));
    }

    @Test
    void cutsAReplyAtEveryByte() throws IOException {
        String reply = "*2\r\n$3\r\nabc\r\n:42\r\n";
        server.on("GET", reply);

        for (int n = 0; n <= reply.length(); n++) {
            server.cutAfter(n);
            try (RawClient client = RawClient.of(server)) {
                client.send("GET key\r\nPING\r\nPING");

                assertThat(client.readToEnd()).isEqualTo(reply.substring(0, n));
            }
        }
    }

    @Test
    void cutsOnlyOnceAndOnlyScriptedReplies() throws IOException {
        server.on("GET", "+value\r\n").cutAfter(3);

        try (RawClient client = RawClient.of(server)) {
            assertThat(client.ask("PING", 7)).isEqualTo("+PONG\r\n");
            client.send("GET key");
            assertThat(client.readToEnd()).isEqualTo("+va");
        }
        try (RawClient client = RawClient.of(server)) {
            assertThat(client.ask("GET key", 8)).isEqualTo("+value\r\n");
        }
    }

    @Test
    void readsButNeverAnswersWhatIsSilent() throws IOException {
        server.silent("GET");

        try (RawClient client = RawClient.of(server)) {
            client.send("GET key");

            assertThat(client.ask("PING", 7)).isEqualTo("+PONG\r\n");
            assertThat(server.received()).hasSize(2);
        }
    }

    @Test
    void shakesHandsInResp3() throws IOException {
        try (RawClient client = RawClient.of(server)) {
            assertThat(client.ask("HELLO 3", 2)).isEqualTo("%7");
        }
    }

    @Test
    void refusesHelloWhenItSpeaksResp2() throws IOException {
        server.resp2();

        try (RawClient client = RawClient.of(server)) {
            client.send("HELLO 3\r\nQUIT");

            assertThat(client.readToEnd()).isEqualTo("-ERR unknown command 'HELLO'\r\n+OK\r\n");
        }
    }

    @Test
    void sendsUnaskedToAllConnections() throws IOException {
        try (RawClient first = RawClient.of(server);
                RawClient second = RawClient.of(server)) {
            await().until(() -> server.connections() == 2);

            server.sendRaw(">1\r\n+hi\r\n");

            assertThat(first.read(9)).isEqualTo(">1\r\n+hi\r\n");
            assertThat(second.read(9)).isEqualTo(">1\r\n+hi\r\n");
        }
    }

    @Test
    void closesConnectionsButTakesNewOnes() throws IOException {
        try (RawClient client = RawClient.of(server)) {
            await().until(() -> server.connections() == 1);

            server.closeConnections();

            assertThat(client.readToEnd()).isEmpty();
        }
        try (RawClient client = RawClient.of(server)) {
            assertThat(client.ask("PING", 7)).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void refusesConnectionsOnceClosed() {
        server.close();
        server.close();

        assertThatThrownBy(() -> RawClient.of(server)).isInstanceOf(IOException.class);
        await().atMost(Duration.ofSeconds(5)).until(() -> server.connections() == 0);
    }
}
