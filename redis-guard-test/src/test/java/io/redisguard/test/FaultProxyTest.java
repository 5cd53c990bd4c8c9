package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The faults that count replies and bytes, in front of a server that sends known bytes. */
class FaultProxyTest {
    private final ScriptedServer server = ScriptedServer.start();
    private final FaultProxy proxy = FaultProxy.inFrontOf(server.host(), server.port());
    private final AtomicInteger counter = new AtomicInteger();

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void dropsExactlyTheNthReply() throws IOException {
        server.on("NEXT", args -> Script.bytes("*2\r\n$2\r\nno\r\n:" + counter.incrementAndGet() + "\r\n"));
        proxy.dropReply(2);

        try (RawClient client = RawClient.of(proxy)) {
            client.send("NEXT\r\nNEXT\r\nNEXT");

            assertThat(client.read(32)).isEqualTo("*2\r\n$2\r\nno\r\n:1\r\n*2\r\n$2\r\nno\r\n:3\r\n");
        }
    }

    @Test
    void countsRepliesOverAllConnections() throws IOException {
        proxy.dropReply(2);

        try (RawClient first = RawClient.of(proxy);
                RawClient second = RawClient.of(proxy)) {
            assertThat(first.ask("PING a", 7)).isEqualTo("$1\r\na\r\n");
            second.send("PING b\r\nPING c");

            assertThat(second.read(7)).isEqualTo("$1\r\nc\r\n");
            assertThat(first.ask("PING d", 7)).isEqualTo("$1\r\nd\r\n");
        }
    }

    @Test
    void doesNotTakePushMessagesForReplies() throws IOException {
        server.on("MIX", ">1\r\n+push\r\n+first\r\n>1\r\n+push\r\n+second\r\n");
        proxy.dropReply(1);

        try (RawClient client = RawClient.of(proxy)) {
            client.send("MIX");

            assertThat(client.read(31)).isEqualTo(">1\r\n+push\r\n>1\r\n+push\r\n+second\r\n");
        }
    }

    @Test
    void countsFromTheReplyThatBeginsNextNotFromTheOneUnderWay() throws IOException {
        try (RawClient client = RawClient.of(proxy)) {
            server.on("HALF", "$6\r\nabc");
            assertThat(client.ask("HALF", 7)).isEqualTo("$6\r\nabc");
            proxy.dropReply(1);

            server.sendRaw("def\r\n+dropped\r\n+kept\r\n");

            assertThat(client.read(12)).isEqualTo("def\r\n+kept\r\n");
        }
    }

    @Test
    void dropsTheSameRepliesForTheSameSeed() throws IOException {
        assertThat(survivorsOfHundred(0.3, 42))
                .isEqualTo(survivorsOfHundred(0.3, 42))
                .isNotEqualTo(survivorsOfHundred(0.3, 43))
                .hasSizeBetween(5 * 55, 5 * 85);
    }

    @Test
    void cutsAReplyAtEveryByte() throws IOException {
        String reply = "*2\r\n$3\r\nabc\r\n:42\r\n";
        server.on("GET", reply);

        for (int n = 0; n <= reply.length(); n++) {
            proxy.cutReplyAfter(n);
            try (RawClient client = RawClient.of(proxy)) {
                client.send("GET key\r\nGET key\r\nGET key");

                assertThat(client.readToEnd()).as("cut after %s", n).isEqualTo(reply.substring(0, n));
            }
        }
    }

    @Test
    void cutsBeyondTheFirstReplyWhenItIsShorter() throws IOException {
        proxy.cutReplyAfter(10);

        try (RawClient client = RawClient.of(proxy)) {
            client.send("PING\r\nPING\r\nPING");

            assertThat(client.readToEnd()).isEqualTo("+PONG\r\n+PO");
        }
    }

    @Test
    void cutsOnce() throws IOException {
        proxy.cutReplyAfter(0);

        try (RawClient cut = RawClient.of(proxy)) {
            cut.send("PING");
            assertThat(cut.readToEnd()).isEmpty();
        }
        try (RawClient whole = RawClient.of(proxy)) {
            assertThat(whole.ask("PING", 7)).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void forgetsArmedFaultsWhenHealed() throws IOException {
        proxy.dropReply(1).dropReplies(1, 1).cutReplyAfter(0).heal();

        try (RawClient client = RawClient.of(proxy)) {
            assertThat(client.ask("PING", 7)).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void passesWhatIsNoReply() throws IOException {
        server.on("PSYNC", "REDIS0011-not-a-reply");
        proxy.dropReply(2);

        try (RawClient client = RawClient.of(proxy)) {
            assertThat(client.ask("PSYNC", 21)).isEqualTo("REDIS0011-not-a-reply");
            assertThat(client.ask("PING", 7)).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> proxy.dropReply(0)).hasMessage("n is 0 but must be at least 1.");
        assertThatThrownBy(() -> proxy.dropReplies(1.5, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.cutReplyAfter(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.throttle(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.delayReplies(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String survivorsOfHundred(double probability, long seed) throws IOException {
        counter.set(99);
        server.on("NEXT", args -> Script.bytes(":" + counter.incrementAndGet() + "\r\n"));
        server.on("END", "+END\r\n");
        proxy.heal().dropReplies(probability, seed);
        try (RawClient client = RawClient.of(proxy)) {
            client.send("NEXT\r\n".repeat(100) + "PING\r\nQUIT");
            return client.readToEnd().replace("\r\n", ":").replaceAll("[+].*", "");
        }
    }
}
