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
class BlockingExampleIT {
    @Test
    void everyJobIsDoneInOrder(RedisServer redis) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        BlockingExample.run(redis.uri(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("PING: PONG"),
                        line -> assertThat(line).isEqualTo("Done: [first, second, third]"),
                        line -> assertThat(line).isEqualTo("Left: 0 in the queue, 0 taken"),
                        line -> assertThat(line).startsWith("BLPOP was refused: it asks the server to wait for ever"));
    }
}
