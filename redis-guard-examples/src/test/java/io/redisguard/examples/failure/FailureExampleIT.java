package io.redisguard.examples.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class FailureExampleIT {
    @Test
    void everyFailureGetsItsVerdict(RedisServer server) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        FailureExample.run(server, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("KEYS: REFUSED_BY_RULE"),
                        line -> assertThat(line).startsWith("    CommandRejectedException: KEYS was refused by rule"),
                        line -> assertThat(line).isEqualTo("INCR of a text: SERVER_SAYS_NO"),
                        line -> assertThat(line).startsWith("    RedisCommandExecutionException: ERR value is not"),
                        line -> assertThat(line).isEqualTo("GET, its reply lost: Ann"),
                        line -> assertThat(line).isEqualTo("INCR, its reply lost: PERHAPS_EXECUTED"),
                        line -> assertThat(line).startsWith("    ConnectionLostException: INCR"),
                        line -> assertThat(line).isEqualTo("INCR, no reply in time: PERHAPS_EXECUTED"),
                        line -> assertThat(line).startsWith("    DeadlineExceededException: INCR"),
                        line -> assertThat(line).isEqualTo("INCR, the breaker open: NOT_EXECUTED"),
                        line -> assertThat(line).startsWith("    CircuitOpenException: INCR"),
                        line -> assertThat(line).isEqualTo("INCR, the server gone: NOT_EXECUTED"),
                        line -> assertThat(line).startsWith("    ConnectionLostException: INCR"),
                        line -> assertThat(line).isEqualTo("INCR at last: 3"));
    }
}
