package io.redisguard.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class AdoptionIT {
    @Test
    void whatBreaksARulePassesAtFirst(RedisServer server) {
        Adoption.run(server.uri(), connection -> {
            connection.sync().set("cache:1", "for ever");
            assertThat(connection.sync().keys("cache:*")).containsExactly("cache:1");
        });

        assertThat(server.execute("GET", "cache:1")).isEqualTo("for ever");
    }
}
