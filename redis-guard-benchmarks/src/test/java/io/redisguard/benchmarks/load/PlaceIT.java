package io.redisguard.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceIT {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aClusterOfAnySizeServesAllSlots(int primaries) throws Exception {
        try (Place place = Place.cluster(primaries)) {
            assertThat(place.target().addresses()).hasSize(primaries);
            assertThat(place.servers())
                    .allSatisfy(server -> assertThat(String.valueOf(server.execute("CLUSTER", "INFO")))
                            .contains("cluster_state:ok", "cluster_slots_ok:16384", "cluster_size:" + primaries));
        }
    }
}
