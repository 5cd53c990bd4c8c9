package io.redisguard.examples.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class ObserveIT {
    @Test
    void everyCallIsCountedAndTheSlowOneIsHeardOf(RedisServer server) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        Observe.run(server.uri(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("EVAL was slow: \\d+ ms")
                .contains("SET success: 100", "INCR error: 1", "EVAL success: 1")
                .containsPattern("SET, error.type none: 100 calls, at most [0-9.,]+ ms")
                .contains("INCR, error.type ERR: 1 calls");
    }
}
