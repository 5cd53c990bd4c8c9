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
class PubSubExampleIT {
    @Test
    void messagesAreHeardAgainAfterTheConnectionWasLost(RedisServer redis) throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        PubSubExample.run(redis, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Heard: first", "Heard after its connection was lost: second");
    }
}
