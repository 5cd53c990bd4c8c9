package io.redisguard.examples.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class ClusterExampleIT {
    @Test
    void eachCallFindsItsNode(ClusterRedis redis) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        ClusterExample.run(redis, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("Together: 2 values"),
                        line -> assertThat(line).startsWith("MGET was refused by rule cross-slot"),
                        line -> assertThat(line)
                                .isEqualTo("DBSIZE was refused: it would reach one node of the cluster only. Use"
                                        + " commands().cluster(), which asks all of them."),
                        line -> assertThat(line).isEqualTo("After the transaction: Anna"),
                        line -> assertThat(line)
                                .isEqualTo("From two nodes: [KeyValue[{user:42}:name, Anna],"
                                        + " KeyValue[{user:43}:name, Bob]]"),
                        line -> assertThat(line).isEqualTo("Keys of all nodes: 4"),
                        line -> assertThat(line).isEqualTo("After its slot has moved: here"),
                        line -> assertThat(line).isEqualTo("Calls that were sent on to another node: some"));
    }
}
