package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RedisServerConfigIT {
    @Test
    void passesDirectivesOn() {
        try (RedisServer server = RedisServer.builder()
                .config("maxmemory", "50mb")
                .config("client-output-buffer-limit", "pubsub 1mb 512kb 10")
                .start()) {
            assertThat(server.execute("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "52428800"));
            assertThat(String.valueOf(server.execute("CONFIG", "GET", "client-output-buffer-limit")))
                    .contains("pubsub 1048576 524288 10");
        }
    }

    @Test
    void keepsDirectivesThroughRestarts() {
        try (RedisServer server = RedisServer.builder().config("databases", "3").start()) {
            server.restart();
            server.restartEmpty();

            assertThat(server.execute("CONFIG", "GET", "databases")).isEqualTo(List.of("databases", "3"));
        }
    }

    @Test
    void writesNoSnapshotsByDefault() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.execute("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
        }
    }

    @Test
    @Tag("needs-redis-7.0")
    void allowsDebugCommandsWhereTheyMustBeAllowed() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.execute("DEBUG", "SLEEP", "0")).isEqualTo("OK");
        }
    }

    @Test
    void takesThePortAsked() {
        int port = Ports.free();

        try (RedisServer server = RedisServer.builder().port(port).start()) {
            assertThat(server.port()).isEqualTo(port);
        }
    }

    @Test
    void logsInWithThePasswordOfItsConfig() {
        try (RedisServer server =
                RedisServer.builder().config("requirepass", "s3cret").start()) {
            server.execute("SET", "key", "value");
            server.kill();
            server.restart();

            assertThat(server.execute("GET", "key")).isEqualTo("value");
            assertThat(server.uri()).doesNotContain("s3cret");
        }
    }

    @Test
    void isReadyWhenItsDataIsLoaded() {
        try (RedisServer server = RedisServer.builder()
                .config("requirepass", "s3cret")
                .config("appendonly", "no")
                .config("key-load-delay", "200") // microseconds
                .config("rdbcompression", "no") // clients are answered once in 2 MB
                .start()) {
            server.execute("EVAL", "for i = 1, 3000 do redis.call('SET', i, string.rep('x', 4096)) end", "0");
            server.restart();

            assertThat(server.execute("STRLEN", "3000")).isEqualTo(4096L);
        }
    }

    @Test
    void startsWithUsersOfItsConfig() {
        try (RedisServer server = RedisServer.builder()
                .config("user", "reader on >pw ~* +get +acl|whoami")
                .start()) {
            assertThat(String.valueOf(server.execute("ACL", "LIST"))).contains("user reader on");
        }
    }

    @Test
    void savesBeforeARestartWhenThereIsNoLog() {
        try (RedisServer server =
                RedisServer.builder().config("appendonly", "no").start()) {
            server.execute("SET", "key", "value");

            server.restart();

            assertThat(server.execute("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void showsTheLogOfAServerThatDoesNotStart() {
        RedisServer.Builder builder = RedisServer.builder().config("maxmemory", "lots");

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "ended before it answered PING after start",
                        "maxmemory lots",
                        "argument must be a memory value");
    }

    @Test
    void leavesRoomForTheOwnPortOfACluster() {
        RedisServer.Builder builder =
                RedisServer.builder().config("cluster-enabled", "yes").port(60_000);

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Server options: port 60000 leaves no room for the cluster's own port 70000.");
    }

    @Test
    void saysThatThePortIsTaken() {
        try (ScriptedServer occupant = ScriptedServer.start()) {
            RedisServer.Builder builder = RedisServer.builder().port(occupant.port());

            assertThatThrownBy(builder::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("(?s).*(?i)(address already in use|port is already allocated).*");
        }
    }

    @Test
    void doesNotTakeTheServerOnATakenPortForItsOwn() {
        try (RedisServer occupant = RedisServer.start()) {
            RedisServer.Builder builder = RedisServer.builder()
                    .config("replica-announce-ip", occupant.host())
                    .port(occupant.port());

            assertThatThrownBy(builder::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Address already in use");
        }
    }
}
