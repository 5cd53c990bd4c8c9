package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.RedisGuard;
import io.redisguard.connection.ConnectionOptions;
import io.redisguard.connection.StartUp;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The primary that the Sentinels name cannot be reached at first. */
class LatePrimaryIT {
    @Test
    void isFoundWhenItIsThere() {
        try (RedisServer primary = RedisServer.start();
                ScriptedServer sentinel = ScriptedServer.start()) {
            String port = String.valueOf(primary.port());
            sentinel.on("SENTINEL", arguments -> answer(arguments, primary.host(), port));
            primary.kill();
            try (RedisGuard guard = RedisGuard.builder()
                    .sentinel("main", sentinel.host() + ":" + sentinel.port())
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

    private static byte[] answer(List<String> arguments, String host, String port) {
        String address = "*2\r\n$" + host.length() + "\r\n" + host + "\r\n$" + port.length() + "\r\n" + port + "\r\n";
        boolean asksForPrimary = arguments.toString().contains("GET-MASTER-ADDR-BY-NAME");
        return (asksForPrimary ? address : "*0\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
