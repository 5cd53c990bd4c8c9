package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

class DockerContainersTest {
    @Test
    void putsServersWithPeersOnTheNetworkOfTheMachine() {
        try (GenericContainer<?> container =
                DockerContainers.create("redis:7.0", config("cluster-enabled", "yes"), "127.0.0.1", 15_000)) {
            assertThat(container.getNetworkMode()).isEqualTo("host");
            assertThat(container.getCommandParts()).containsExactly("/etc/redis-guard-test.conf");
        }
    }

    @Test
    void runsASentinelAsOne() {
        try (GenericContainer<?> container = DockerContainers.create(
                "valkey/valkey:8.1", config("sentinel", "monitor m 127.0.0.1 15000 2"), "127.0.0.1", 15_001)) {
            assertThat(container.getCommandParts()).containsExactly("/etc/redis-guard-test.conf", "--sentinel");
        }
    }

    @Test
    void leavesASingleServerInItsOwnNetwork() {
        try (GenericContainer<?> container = DockerContainers.create("redis:7.0", config(), "127.0.0.1", 15_000)) {
            assertThat(container.getNetworkMode()).isNull();
        }
    }

    @Test
    void saysThatPeersNeedAnEngineOnThisMachine() {
        ServerConfig config = config("replica-announce-ip", "10.0.0.7");

        assertThatThrownBy(() -> DockerContainers.create("redis:7.0", config, "10.0.0.7", 15_000))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("need a Docker engine on this machine, but it is at 10.0.0.7");
    }

    private static ServerConfig config(String... lines) {
        return lines.length == 0
                ? new ServerConfig(List.of())
                : new ServerConfig(List.of(new ServerConfig.Directive(lines[0], lines[1])));
    }
}
