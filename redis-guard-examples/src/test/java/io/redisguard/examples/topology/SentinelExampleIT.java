package io.redisguard.examples.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.SentinelRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class SentinelExampleIT {
    @Test
    void theNextPrimaryCountsOn(SentinelRedis redis) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        SentinelExample.run(redis, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> !line.startsWith("Perhaps counted: "))
                .containsExactly(
                        "Order 1",
                        "The primary is dead.",
                        "Calls that failed unsent: some",
                        "Order 2",
                        "There is another primary: true");
    }
}
