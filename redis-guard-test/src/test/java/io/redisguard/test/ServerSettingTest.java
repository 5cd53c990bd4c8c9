package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingTest {
    @ParameterizedTest
    @CsvSource({
        "docker, DOCKER, redis:7.0",
        "docker:redis:8.0, DOCKER, redis:8.0",
        "docker:valkey/valkey:8.1, DOCKER, valkey/valkey:8.1",
        "local, LOCAL, redis:7.0",
        "embedded, EMBEDDED, redis:7.0"
    })
    void understandsTheWords(String wish, ServerSource source, String image) {
        assertThat(ServerSetting.parse(wish)).isEqualTo(new ServerSetting(source, image, null));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:6380, redis://localhost:6380",
        "10.1.2.3:7000, redis://10.1.2.3:7000",
        "redis://db, redis://db:6379",
        "redis://:secret@db:6380, redis://:secret@db:6380",
        "redis://app:secret@db:6380, redis://app:secret@db:6380"
    })
    void understandsAddresses(String wish, String uri) {
        ServerSetting setting = ServerSetting.parse(wish);

        assertThat(setting.source()).isEqualTo(ServerSource.ADDRESS);
        assertThat(setting.address()).extracting(ServerAddress::uri).isEqualTo(uri);
    }

    @Test
    void leavesTheChoiceOpenWhenNothingIsWished() {
        assertThat(ServerSetting.from(Map.<String, String>of()::get, Map.<String, String>of()::get)
                        .source())
                .isNull();
    }

    @Test
    void prefersThePropertyToTheEnvironment() {
        ServerSetting setting = ServerSetting.from(
                Map.of("redis.guard.test.server", "local", "REDIS_GUARD_TEST_SERVER", "docker")::get,
                Map.of("REDIS_GUARD_TEST_SERVER", "embedded")::get);

        assertThat(setting.source()).isEqualTo(ServerSource.LOCAL);
    }

    @Test
    void readsTheEnvironment() {
        ServerSetting setting =
                ServerSetting.from(Map.<String, String>of()::get, Map.of("REDIS_GUARD_TEST_SERVER", " embedded ")::get);

        assertThat(setting.source()).isEqualTo(ServerSource.EMBEDDED);
    }

    @Test
    void namesTheFormsWhenItUnderstandsNothing() {
        assertThatThrownBy(() -> ServerSetting.parse("redis//user:secret@"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("docker:<image>, local, embedded, host:port")
                .hasMessageNotContaining("secret");
    }

    @Test
    void keepsTheSecretOutOfTexts() {
        assertThat(ServerSetting.parse("redis://:secret@db:6380").toString()).doesNotContain("secret");
    }
}
