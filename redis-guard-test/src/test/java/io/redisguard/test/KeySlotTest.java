package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySlotTest {
    @ParameterizedTest
    @CsvSource({"123456789,12739", "foo,12182", "'',0", "ü,9552"})
    void isWhatRedisSays(String key, int slot) {
        assertThat(ClusterRedis.slotOf(key)).isEqualTo(slot);
    }

    @Test
    void isThatOfTheHashTag() {
        int slot = ClusterRedis.slotOf("user1");

        assertThat(ClusterRedis.slotOf("{user1}:cart")).isEqualTo(slot);
        assertThat(ClusterRedis.slotOf("a{user1}{user2}")).isEqualTo(slot);
        assertThat(ClusterRedis.slotOf("a{user1}}")).isEqualTo(slot);
    }

    @Test
    void isThatOfTheWholeKeyWhenTheTagIsEmptyOrOpen() {
        assertThat(ClusterRedis.slotOf("foo{}{bar}")).isEqualTo(8363);
        assertThat(ClusterRedis.slotOf("{user1")).isNotEqualTo(ClusterRedis.slotOf("user1"));
    }

    @Test
    void isThatOfTheBracesWhenTheyAreNested() {
        assertThat(ClusterRedis.slotOf("foo{{bar}}zap")).isEqualTo(ClusterRedis.slotOf("{bar"));
    }

    @Test
    void isBetweenZeroAndTheLast() {
        assertThat(ClusterRedis.slotOf(ClusterRedis.keyIn(0))).isZero();
        assertThatThrownBy(() -> ClusterRedis.keyIn(16_384))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Slot 16384 is not between 0 and 16383.");
    }
}
