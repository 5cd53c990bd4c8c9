package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.RedisGuard;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ScriptedServer;
import io.redisguard.test.TestCertificates;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page of redis-guard-test shows of its servers. */
class ServersIT {
    @RegisterExtension
    static final RedisExtension redis =
            RedisExtension.with(RedisServer.builder().config("maxmemory", "50mb"));

    @Test
    void withAConfigurationOfOnesOwn() {
        assertThat((List<?>) redis.server().execute("CONFIG", "GET", "maxmemory"))
                .element(1)
                .isEqualTo("52428800");
    }

    @Test
    void withoutJUnit() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.execute("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void withTlsAndUsers() {
        TestCertificates certificates = TestCertificates.shared();
        try (RedisServer server = RedisServer.builder()
                .tls(certificates) // or mutualTls(certificates)
                .user("app", "password", "~* +@all") // ACL users
                .start()) {
            assertThat(server.uri()).startsWith("rediss://");
        }
    }

    @Test
    void withExactBytes() {
        try (ScriptedServer server = ScriptedServer.start();
                RedisGuard guard = RedisGuard.connect(server.uri())) {
            server.on("INCR", ":42\r\n").cutAfter(2);

            assertThatThrownBy(() -> guard.commands().sync().incr("visits"))
                    .isInstanceOf(ConnectionLostException.class);
            assertThat(server.received()).contains(new ScriptedServer.Command("INCR", List.of("visits")));
        }
    }
}
