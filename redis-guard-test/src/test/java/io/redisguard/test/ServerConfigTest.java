package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
    @Test
    void writesDefaultsForTests() {
        String text = config().text(7001, "127.0.0.1", "/tmp/a \"b\"", true);

        assertThat(text.lines())
                .containsExactly(
                        "port 7001",
                        "dir \"/tmp/a \\\"b\\\"\"",
                        "protected-mode no",
                        "save \"\"",
                        "appendonly yes",
                        "appendfsync no",
                        "auto-aof-rewrite-percentage 0",
                        "bind 127.0.0.1",
                        "enable-debug-command yes");
    }

    @Test
    void leavesOutWhatAnOldServerDoesNotKnow() {
        assertThat(config().text(7001, "127.0.0.1", "/tmp", false)).doesNotContain("enable-debug-command");
    }

    @Test
    void writesForASentinelOnlyWhatItKnows() {
        ServerConfig config = config("sentinel", "monitor mymaster 127.0.0.1 7001 2");

        assertThat(config.isSentinel()).isTrue();
        assertThat(config.text(7002, "127.0.0.1", "/tmp", true).lines())
                .containsExactly(
                        "port 7002",
                        "dir \"/tmp\"",
                        "protected-mode no",
                        "bind 127.0.0.1",
                        "sentinel monitor mymaster 127.0.0.1 7001 2");
    }

    @Test
    void knowsServersThatOthersMustReach() {
        assertThat(config().hasPeers()).isFalse();
        assertThat(config("cluster-enabled", "no").hasPeers()).isFalse();
        assertThat(config("cluster-enabled", "yes").hasPeers()).isTrue();
        assertThat(config("replica-announce-ip", "127.0.0.1").hasPeers()).isTrue();
        assertThat(config("sentinel", "myid x").hasPeers()).isTrue();
    }

    @Test
    void knowsRenamedCommands() {
        ServerConfig config = config("rename-command", "CONFIG hidden");

        assertThat(config.nameOf("config")).isEqualTo("hidden");
        assertThat(config.nameOf("GET")).isEqualTo("GET");
    }

    @Test
    void putsTheUsersLinesInPlaceOfItsOwn() {
        String text = config("save", "60 1", "save", "300 10", "bind", "*").text(1, "127.0.0.1", "/tmp", true);

        assertThat(text.lines())
                .contains("save 60 1", "save 300 10", "bind *")
                .doesNotContain("save \"\"", "bind 127.0.0.1");
    }

    @Test
    void knowsThePasswordAsTheServerReadsIt() {
        assertThat(config("requirepass", "old", "requirepass", "\"s3cret\"").password())
                .contains("s3cret");
        assertThat(config("requirepass", "").password()).isEmpty();
    }

    @Test
    void namesEveryInvalidOptionAtOnce() {
        RedisServer.Builder builder = RedisServer.builder()
                .config("port", "1")
                .config("max memory", "1")
                .config("maxmemory", "1\nsave 1 1")
                .port(70_000);

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "config 'port' is set by the library, use port(int)",
                        "config 'max memory' is not the name of a directive",
                        "config 'maxmemory' has a value of several lines",
                        "port 70000 is not between 0 and 65535");
    }

    @Test
    void readsTheAgeOfAnImageFromItsTag() {
        assertThat(DockerContainers.knowsDebugSwitch("redis:6.2")).isFalse();
        assertThat(DockerContainers.knowsDebugSwitch("redis:7.0-alpine")).isTrue();
        assertThat(DockerContainers.knowsDebugSwitch("valkey/valkey:8.1")).isTrue();
        assertThat(DockerContainers.knowsDebugSwitch("redis:latest")).isTrue();
    }

    private static ServerConfig config(String... keysAndValues) {
        List<ServerConfig.Directive> lines = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            lines.add(new ServerConfig.Directive(keysAndValues[i], keysAndValues[i + 1]));
        }
        return new ServerConfig(lines);
    }
}
