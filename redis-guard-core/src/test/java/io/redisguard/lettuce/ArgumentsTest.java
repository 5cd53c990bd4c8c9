package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void readsCommandsWithoutArguments() {
        assertThat(Arguments.of(null).word(0)).isEmpty();
        assertThat(Arguments.of(null).word(-1)).isEmpty();
    }

    @Test
    void readsArgumentsInUpperCaseFromBothEnds() {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8)
                .addKey("key")
                .add(12)
                .add(1.5)
                .addValue("é")
                .add(new byte[] {'x', '\r', '\n'})
                .addValue("")
                .add("x".repeat(33));

        Arguments read = Arguments.of(args);

        assertThat(read.word(0)).isEqualTo("KEY");
        assertThat(read.word(1)).isEqualTo("12");
        assertThat(read.word(2)).isEqualTo("1.5");
        assertThat(read.word(4)).isEqualTo("X\r\n");
        assertThat(read.word(5)).isEmpty();
        assertThat(read.word(6)).as("too long for a keyword").isEmpty();
        assertThat(read.word(-7)).isEqualTo("KEY");
        assertThat(read.word(7)).isEmpty();
        assertThat(read.word(-8)).isEmpty();
        assertThat(read.option("KEY", 0, "STREAMS")).isEqualTo("12");
        assertThat(read.option("KEY", 1, "STREAMS")).isNull();
        assertThat(read.option("1.5", 0, "12")).isNull();
    }

    @Test
    void comparesTheBytesOfArgumentsOfAnyLength() {
        String longKey = "x".repeat(100);
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8)
                .addKey("key")
                .addKey("KEY")
                .addValue("key")
                .addKey(longKey)
                .addKey(longKey)
                .addKey(longKey + "y")
                .add(7)
                .addValue("7");

        Arguments read = Arguments.of(args);

        assertThat(read.count()).isEqualTo(8);
        assertThat(read.same(0, 1)).isFalse();
        assertThat(read.same(0, 2)).isTrue();
        assertThat(read.same(3, 4)).isTrue();
        assertThat(read.same(4, 5)).isFalse();
        assertThat(read.same(6, 7)).isTrue();
        assertThat(read.same(8, 8)).as("none there").isFalse();
        assertThat(read.same(-1, 0)).isFalse();
        assertThat(Arguments.of(null).count()).isZero();
    }
}
