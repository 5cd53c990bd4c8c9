package io.redisguard.examples.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class ExclusiveExampleIT {
    @Test
    void movesTheMoneyThatIsThere(RedisServer redis) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        ExclusiveExample.run(redis.uri(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("MULTI was refused by rule shared-connection")
                                .contains("guard.exclusive("),
                        line -> assertThat(line).isEqualTo("30 from Ann to Bob: true"),
                        line -> assertThat(line).isEqualTo("300 from Ann to Bob: false"),
                        line -> assertThat(line).isEqualTo("40 from Ann to Bob, without a thread that waits: true"),
                        line -> assertThat(line).isEqualTo("Ann has 30, Bob has 70"));
    }
}
