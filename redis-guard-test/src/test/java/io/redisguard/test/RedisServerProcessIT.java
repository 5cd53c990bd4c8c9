package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can only be seen of a server that is a process of this machine. */
class RedisServerProcessIT {
    @Test
    void leavesNoProcessAndNoFolderBehind() {
        RedisServer server = RedisServer.builder().source(ServerSource.EMBEDDED).start();
        long pid = server.pid().orElseThrow();
        Path data = dataFolder(server);
        assertThat(ProcessHandle.of(pid)).isPresent();
        assertThat(data).isDirectory();

        server.close();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(data.getParent()).doesNotExist();
        assertThat(server.pid()).isEmpty();
    }

    @Test
    void isAnotherProcessAfterARestart() {
        try (RedisServer server =
                RedisServer.builder().source(ServerSource.EMBEDDED).start()) {
            long before = server.pid().orElseThrow();

            server.restart();

            assertThat(server.pid().orElseThrow()).isNotEqualTo(before);
            assertThat(server.version().toString()).startsWith("redis 6.2.");
            assertThat(server.source()).isEqualTo(ServerSource.EMBEDDED);
        }
    }

    @Test
    void endsWithTheJvmThatForgotToCloseIt() throws IOException, InterruptedException {
        List<String[]> left = ForgottenJvm.run("server");

        assertThat(left).hasSize(1);
        assertThat(ProcessHandle.of(Long.parseLong(left.get(0)[0])).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(Path.of(left.get(0)[1])).doesNotExist();
    }

    @Test
    void refusesFaultsToAServerThatIsNotItsOwn() {
        try (RedisServer own =
                RedisServer.builder().source(ServerSource.EMBEDDED).start()) {
            RedisServer server = AddressedServer.at(own);
            assertThat(server.source()).isEqualTo(ServerSource.ADDRESS);
            assertThat(server.execute("PING")).isEqualTo("PONG");
            assertThat(server.isRunning()).isTrue();
            assertThatThrownBy(server::kill)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("kill is not possible: the server at 127.0.0.1:" + own.port());
            assertThatThrownBy(server::pause).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(server::restart).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(server::restartEmpty).isInstanceOf(UnsupportedOperationException.class);

            server.close();

            assertThat(own.execute("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void refusesConfigForAServerThatIsNotItsOwn() {
        try (RedisServer own =
                RedisServer.builder().source(ServerSource.EMBEDDED).start()) {
            assertThatThrownBy(() -> AddressedServer.at(own, "maxmemory", "50mb"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("takes neither config nor port");
        }
    }

    private static Path dataFolder(RedisServer server) {
        Object reply = server.execute("CONFIG", "GET", "dir");
        assertThat(reply).isInstanceOf(List.class);
        Path folder = Path.of(String.valueOf(((List<?>) reply).get(1)));
        assertThat(Files.exists(folder)).isTrue();
        return folder;
    }
}
