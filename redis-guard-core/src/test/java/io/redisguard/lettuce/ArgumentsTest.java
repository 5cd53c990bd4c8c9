package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void readsCommandsWithoutArguments() {
        Arguments none = Arguments.ofCommand(Unpooled.copiedBuffer("*1\r\n$4\r\nPING\r\n", StandardCharsets.US_ASCII));

        assertThat(none.count()).isZero();
        assertThat(none.word(0)).isEmpty();
        assertThat(none.word(-1)).isEmpty();
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

        Arguments read = Encoded.of(args);

        assertThat(read.word(0)).isEqualTo("KEY");
        assertThat(read.word(1)).isEqualTo("12");
        assertThat(read.word(2)).isEqualTo("1.5");
        assertThat(read.word(4)).isEqualTo("X\r\n");
        assertThat(read.word(5)).isEmpty();
        assertThat(read.word(6)).as("too long for a keyword").isEmpty();
        assertThat(read.word(-7)).isEqualTo("KEY");
        assertThat(read.word(7)).isEmpty();
        assertThat(read.word(-8)).isEmpty();
    }

    @Test
    void tellsSizesTextsAndSlots() {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8)
                .addKey("{tag}é")
                .add(12)
                .addValue("a b")
                .add(new byte[] {1});

        Arguments read = Encoded.of(args);

        assertThat(read.bytes(0)).isEqualTo(7);
        assertThat(read.bytes(9)).isZero();
        assertThat(read.text(0)).isEqualTo("{tag}é");
        assertThat(read.text(-1)).isEmpty();
        assertThat(read.isPlain(0)).isTrue();
        assertThat(read.isPlain(2)).isFalse();
        assertThat(read.isPlain(3)).isFalse();
        assertThat(read.slot(0)).isEqualTo(SlotHash.getSlot("tag"));
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

        Arguments read = Encoded.of(args);

        assertThat(read.count()).isEqualTo(8);
        assertThat(read.same(0, 1)).isFalse();
        assertThat(read.same(0, 2)).isTrue();
        assertThat(read.same(3, 4)).isTrue();
        assertThat(read.same(4, 5)).isFalse();
        assertThat(read.same(6, 7)).isTrue();
        assertThat(read.same(8, 8)).as("none there").isFalse();
        assertThat(read.same(-1, 0)).isFalse();
    }
}
