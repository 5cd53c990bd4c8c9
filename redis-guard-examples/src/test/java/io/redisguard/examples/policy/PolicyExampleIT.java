package io.redisguard.examples.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class PolicyExampleIT {
    @Test
    void printsWhatWasRefusedAndTheReport(RedisServer server) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        PolicyExample.run(server.uri(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        String place = "from " + Pattern.quote(PolicyExample.class.getName()) + "\\.\\S+\\(PolicyExample.java:\\d+\\)";
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("KEYS: KEYS was refused by rule dangerous-command: it walks through all keys"
                                        + " while every other client waits. Use SCAN. Where it is right, use"
                                        + " guard.allowing(\"KEYS\", reason)."),
                        line -> assertThat(line).isEqualTo("KEYS, allowed: done"),
                        line -> assertThat(line)
                                .startsWith("SET: SET was refused by rule missing-expiry: it leaves a key of 'cache:*'"
                                        + " without an expiry")
                                .contains("Set the expiry in the same command"),
                        line -> assertThat(line).isEqualTo("SET EX: done"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).matches("dangerous-command +KEYS +rejected +1"),
                        line -> assertThat(line).matches(" +1 " + place),
                        line -> assertThat(line).matches("dangerous-command +KEYS +allowed +1"),
                        line -> assertThat(line).matches(" +1 " + place),
                        line -> assertThat(line).matches(" +because inventory at night, on a replica"),
                        line -> assertThat(line).matches("missing-expiry +SET +rejected +1"),
                        line -> assertThat(line).matches(" +1 " + place));
        assertThat((Long) server.execute("TTL", "cache:page:1")).isBetween(1L, 60L);
    }
}
