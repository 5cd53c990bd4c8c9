package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSourcesTest {
    @TempDir
    private Path folder;

    @Test
    void findsValkeyWhenThereIsNoRedisOnThePath() throws IOException {
        program("valkey-server", "echo 'Valkey server v=8.1.3 sha=00000000:0'");

        ServerChoice choice = ServerSources.local("/does/not/exist" + File.pathSeparator + folder);

        assertThat(choice.label()).isEqualTo("local valkey-server");
    }

    @Test
    void prefersRedisToValkey() throws IOException {
        program("valkey-server", "echo 'Valkey server v=8.1.3 sha=00000000:0'");
        program("redis-server", "echo 'Redis server v=7.0.15 sha=00000000:0'");

        assertThat(ServerSources.local(folder.toString()).label()).isEqualTo("local redis-server");
    }

    @Test
    void saysWhatAProgramPrintedThatDoesNotRun() throws IOException {
        program("redis-server", "echo 'libssl.so.3: cannot open shared object file' >&2; exit 127");

        assertThatThrownBy(() -> ServerSources.local(folder.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not run: libssl.so.3: cannot open");
    }

    @Test
    void saysThatThePathHoldsNoServer() {
        assertThatThrownBy(() -> ServerSources.local(folder.toString()))
                .hasMessage("neither redis-server nor valkey-server is on the PATH");
    }

    @Test
    void noticesQuicklyThatNoDockerEngineListens() {
        assertThat(DockerEngine.listens("unix://" + folder + "/docker.sock")).isFalse();
        assertThat(DockerEngine.listens("tcp://127.0.0.1:" + Ports.free())).isFalse();
        assertThat(DockerEngine.listens("not an address")).isFalse();
    }

    @Test
    void knowsAnEngineOnThisMachineByEveryAddressOfIt() throws IOException {
        List<String> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getHostAddress)
                .toList();

        assertThat(own).isNotEmpty().allMatch(DockerEngine::isOnThisMachine);
        assertThat(DockerEngine.isOnThisMachine("localhost")).isTrue();
        assertThat(DockerEngine.isOnThisMachine("203.0.113.1")).isFalse();
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
