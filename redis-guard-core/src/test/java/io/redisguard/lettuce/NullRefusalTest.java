package io.redisguard.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.codec.ToByteBufEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.redisguard.test.DeterministicRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NullRefusalTest {
    private static final int ROUNDS = 200;
    private static final int LONGEST = 3_000;

    /** What is below the number: ASCII only, and characters of up to two, three and four bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x100, 0x800, 0x10000, 0x110000})
    void textsOfAnyLengthAreWrittenAsByLettuceAlone(int charactersBelow) {
        RandomGenerator random = DeterministicRandom.create();
        RedisCodec<String, String> codec = NullRefusal.of(StringCodec.UTF8);

        for (int round = 0; round < ROUNDS; round++) {
            String text = text(random, charactersBelow);
            byte[] written = written(codec, text);

            assertThat(Arrays.equals(written, written(StringCodec.UTF8, text)))
                    .as("%d characters below %x, %s", text.length(), charactersBelow, random)
                    .isTrue();
        }
    }

    private static String text(RandomGenerator random, int charactersBelow) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(LONGEST);
        for (int i = 0; i < length; i++) {
            int character = random.nextInt(charactersBelow);
            text.appendCodePoint(isHalf(character) ? 'x' : character);
        }
        return text.toString();
    }

    /** Halves of surrogate pairs are no text: Lettuce writes question marks, and spoils what follows. */
    private static boolean isHalf(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }

    @SuppressWarnings("unchecked") // as Lettuce itself
    private static byte[] written(RedisCodec<String, String> codec, String value) {
        ByteBuf target = Unpooled.buffer();
        ((ToByteBufEncoder<String, String>) codec).encodeValue(value, target);
        return ByteBufUtil.getBytes(target);
    }
}
