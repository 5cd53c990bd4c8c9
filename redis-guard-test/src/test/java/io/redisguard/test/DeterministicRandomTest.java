package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeterministicRandomTest {
    @Test
    void givesTheSameNumbersForTheSameSeed() {
        long[] first = DeterministicRandom.seeded(42).longs(100).toArray();
        long[] second = DeterministicRandom.seeded(42).longs(100).toArray();

        assertThat(first).isEqualTo(second).doesNotHaveDuplicates();
    }

    @Test
    void givesThePublishedNumbersOfSplitMix64() {
        DeterministicRandom random = DeterministicRandom.seeded(1234567);

        assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
        assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
    }

    @Test
    void tellsTheSeedOfANewGenerator() {
        DeterministicRandom random = DeterministicRandom.create();

        assertThat(DeterministicRandom.seeded(random.seed()).nextLong()).isEqualTo(random.nextLong());
        assertThat(random).hasToString("DeterministicRandom(seed=" + random.seed() + ")");
    }

    @Test
    void replaysTheSeedOfTheProperty() {
        String before = System.setProperty(DeterministicRandom.SEED_PROPERTY, "7");
        try {
            assertThat(DeterministicRandom.create().seed()).isEqualTo(7);
        } finally {
            if (before == null) {
                System.clearProperty(DeterministicRandom.SEED_PROPERTY);
            } else {
                System.setProperty(DeterministicRandom.SEED_PROPERTY, before);
            }
        }
    }
}
