package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class TenLinesIT {
    @Test
    void greetForAMinuteAndCountAVisit(RedisServer server) {
        TenLines.run(server.uri());

        assertThat(server.execute("GET", "greeting")).isEqualTo("hello from behind the guard");
        assertThat((Long) server.execute("TTL", "greeting")).isBetween(1L, 60L);
        assertThat(server.execute("GET", "visits")).isEqualTo("1");
    }
}
