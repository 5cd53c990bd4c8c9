package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisServerTlsIT {
    private final TestCertificates certificates = TestCertificates.shared();

    @Test
    void speaksTls() throws Exception {
        try (RedisServer server = RedisServer.builder().tls(certificates).start();
                RespConnection plain = new RespConnection(server.host(), server.port(), ServerClient.ANSWER)) {
            assertThat(server.execute("PING")).isEqualTo("PONG");
            assertThat(server.uri()).startsWith("rediss://");
            assertThatThrownBy(() -> plain.call("PING")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void keepsItThroughRestarts() {
        try (RedisServer server = RedisServer.builder().mutualTls(certificates).start()) {
            server.execute("SET", "key", "value");
            server.kill();
            server.restart();

            assertThat(server.execute("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void canBeAServerThatClientsRefuse() {
        for (TestCertificates.Identity identity :
                List.of(certificates.expiredServer(), certificates.serverOfAnotherHost())) {
            try (RedisServer server =
                    RedisServer.builder().tls(certificates, identity).start()) {
                assertThat(server.execute("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void itsProxyNamesItAsItself() {
        try (RedisServer server = RedisServer.builder().tls(certificates).start();
                FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            assertThat(proxy.uri()).isEqualTo("rediss://" + proxy.host() + ":" + proxy.port());
        }
    }

    @Test
    void hasUsers() {
        try (RedisServer server = RedisServer.builder()
                .user("reader", "pw", "~* +get")
                .user("writer", "pw", "~* +set")
                .start()) {
            assertThat(String.valueOf(server.execute("ACL", "LIST"))).contains("user reader on", "user writer on");
        }
    }

    @Test
    void refusesUsersThatWouldBecomeRules() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisServer.builder().user("reader", "a b", ""))
                .withMessageNotContaining("a b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisServer.builder().user("", "pw", ""));
    }
}
