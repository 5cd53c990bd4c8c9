package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.DeterministicRandom;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random faults on servers of every shape, one after the other: servers are killed and paused, links reset and
 * silenced, primaries replaced, slots moved. The system property {@code soak.seconds} makes it longer;
 * {@code checks/soak} does so.
 */
class SoakIT {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("soak.seconds", 12));

    @ParameterizedTest
    @EnumSource
    void noCallIsWronged(Shape shape) throws InterruptedException {
        DeterministicRandom random = DeterministicRandom.create();
        try (Servers servers = shape.start()) {
            servers.assertShape();

            assertThat(new Soak(servers, random).run(TIME))
                    .describedAs("%s", random)
                    .isEmpty();
        }
    }
}
