package io.redisguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final String NAME = "settings.test";

    @AfterEach
    void clear() {
        System.clearProperty(NAME);
    }

    @Test
    void nothingAndAnEmptyTextMeanTheDefault() {
        assertThat(Settings.number(NAME, 5)).isEqualTo(5);

        System.setProperty(NAME, "");

        assertThat(Settings.number(NAME, 5)).isEqualTo(5);
    }

    @Test
    void theCommandLineDecides() {
        System.setProperty(NAME, "20");

        assertThat(Settings.number(NAME, 5)).isEqualTo(20);
    }

    @Test
    void whatIsNoNumberIsNotTakenForTheDefault() {
        System.setProperty(NAME, "2s");

        assertThatThrownBy(() -> Settings.number(NAME, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(NAME, "2s");
    }
}
