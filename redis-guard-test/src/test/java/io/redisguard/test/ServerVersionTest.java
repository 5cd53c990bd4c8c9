package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerVersionTest {
    private static final String VALKEY_INFO =
            "# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.3\r\nprocess_id:7\r\n";

    @Test
    void readsRedisFromInfo() {
        ServerVersion version = ServerVersion.parse("# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:00000000\r\n");

        assertThat(version).isEqualTo(new ServerVersion("redis", 7, 0, 15));
    }

    @Test
    void readsValkeyFromInfo() {
        assertThat(ServerVersion.parse(VALKEY_INFO)).hasToString("valkey 8.1.3");
    }

    @Test
    void tellsTheRedisThatAValkeyIsCompatibleWith() {
        assertThat(ServerVersion.parseCompatible(VALKEY_INFO)).hasToString("redis 7.2.4");
    }

    @Test
    void ordersByNumbersNotByText() {
        assertThat(ServerVersion.of("redis", "6.2.10"))
                .isGreaterThan(ServerVersion.of("redis", "6.2.9"))
                .isLessThan(ServerVersion.of("redis", "10.0"));
    }

    @Test
    void knowsWhetherItIsNewEnough() {
        ServerVersion version = ServerVersion.of("redis", "7.2");

        assertThat(version.isAtLeast(7, 2)).isTrue();
        assertThat(version.isAtLeast(6, 9)).isTrue();
        assertThat(version.isAtLeast(7, 3)).isFalse();
        assertThat(version.isAtLeast(8, 0)).isFalse();
    }

    @Test
    void refusesTextWithoutNumbers() {
        assertThatThrownBy(() -> ServerVersion.parse("# Server"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No version");
    }
}
