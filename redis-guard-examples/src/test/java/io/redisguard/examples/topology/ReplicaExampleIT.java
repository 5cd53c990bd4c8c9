package io.redisguard.examples.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.ReplicatedRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class ReplicaExampleIT {
    @Test
    void readsGoWhereTheyDoNoHarm(ReplicatedRedis redis) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        ReplicaExample.run(redis, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "What was just written is read from the primary",
                        "A second later it is read from a replica",
                        "Who did not ask for replicas reads from the primary",
                        "Replicas that are behind are left out: it is read from the primary");
    }
}
