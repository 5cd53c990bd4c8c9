package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The primary that the Sentinels name cannot be reached at first. */
class LatePrimaryIT {
    @Test
    void isFoundWhenItIsThere() {
        try (RedisServer primary = RedisServer.start();
                ScriptedSentinel sentinel = new ScriptedSentinel(primary.host(), primary.port())) {
            primary.kill();
            try (RedisGuard guard = RedisGuard.builder()
                    .sentinel("main", sentinel.hostAndPort())
                    .connection(
                            ConnectionOptions.builder().startUp(StartUp.LAZY).build())
                    .build()) {
                primary.restart();

                await().atMost(Duration.ofSeconds(10))
                        .ignoreExceptions()
                        .untilAsserted(
                                () -> assertThat(guard.commands().sync().ping()).isEqualTo("PONG"));
            }
        }
    }
}
