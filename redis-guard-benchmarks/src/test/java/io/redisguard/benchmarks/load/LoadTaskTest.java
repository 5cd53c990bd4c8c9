package io.redisguard.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadTaskTest {
    private static final int MILLIS = 20;
    private static final int CALLERS = 3;

    private final MapClient client = new MapClient();

    private Map<String, String> run(Load load) throws Exception {
        new FillTask().run(client, load.told(MILLIS));
        client.gets.reset();
        client.sets.reset();
        return new LoadTask().run(client, load.told(MILLIS));
    }

    private static long number(Map<String, String> measured, String name) {
        return Long.parseLong(measured.getOrDefault(name, "0"));
    }

    @Test
    void countsEveryCallOfEveryCaller() throws Exception {
        Map<String, String> measured = run(Load.getSet(CALLERS, 100));

        assertThat(number(measured, Measurement.OPS)).isEqualTo(client.gets.sum() + client.sets.sum());
    }

    @Test
    void goesOnForTheTimeItIsTold() throws Exception {
        Map<String, String> measured = run(Load.get(CALLERS, 100));

        assertThat(number(measured, Measurement.NANOS)).isGreaterThanOrEqualTo(MILLIS * 1_000_000L);
    }

    @Test
    void callersGetAndSetByTurns() throws Exception {
        run(Load.getSet(CALLERS, 100));

        assertThat(client.sets.sum()).isPositive();
        assertThat(client.gets.sum()).isCloseTo(client.sets.sum(), within((long) CALLERS));
    }

    @Test
    void theCommandsOfABurstCountOneByOne() throws Exception {
        Load load = Load.burst(CALLERS, 100);

        Map<String, String> measured = run(load);

        assertThat(number(measured, Measurement.OPS))
                .isEqualTo(client.gets.sum())
                .isGreaterThan(load.depth());
    }

    @Test
    void aFailedCallFailsTheRound() {
        assertThatThrownBy(
                        () -> new LoadTask().run(client, Load.get(CALLERS, 100).told(MILLIS)))
                .hasRootCauseMessage("There is no value of key:0.");
    }

    @Test
    void whatItIsNotToldIsNamed() {
        assertThatThrownBy(() -> new LoadTask().run(client, Map.of("callers", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'threads'");
    }
}
