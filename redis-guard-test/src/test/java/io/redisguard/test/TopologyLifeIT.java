package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can only be seen of topologies whose servers are processes of this machine. */
class TopologyLifeIT {
    static List<Named<Supplier<RedisTopology>>> topologies() {
        return List.of(
                Named.of(
                        "replicated",
                        () -> ReplicatedRedis.builder()
                                .source(ServerSource.EMBEDDED)
                                .start()),
                Named.of(
                        "sentinel",
                        () -> SentinelRedis.builder()
                                .source(ServerSource.EMBEDDED)
                                .start()),
                Named.of(
                        "cluster",
                        () -> ClusterRedis.builder()
                                .source(ServerSource.EMBEDDED)
                                .start()));
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void leavesNoProcessAndNoPortBehind(Supplier<RedisTopology> start) {
        RedisTopology topology = start.get();
        List<RedisServer> servers = new ArrayList<>(topology.servers());
        if (topology instanceof SentinelRedis sentinel) {
            servers.addAll(sentinel.sentinels());
        }
        List<Long> pids =
                servers.stream().map(server -> server.pid().orElseThrow()).toList();
        assertThat(servers).allMatch(server -> server.version().toString().startsWith("redis 6.2."));
        assertThat(pids).doesNotHaveDuplicates().allMatch(TopologyLifeIT::isAlive);
        assertThat(servers).noneMatch(server -> Ports.isFree(server.port()));

        topology.close();
        topology.close();

        assertThat(pids).noneMatch(TopologyLifeIT::isAlive);
        assertThat(servers)
                .allMatch(server -> Ports.isFree(server.port()))
                .allMatch(server -> Ports.isFree(Ports.busOf(server.port())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicated", "sentinel", "cluster"})
    void endsWithTheJvmThatForgotToCloseIt(String topology) throws IOException, InterruptedException {
        List<String[]> left = ForgottenJvm.run(topology);

        assertThat(left).hasSize(topology.equals("cluster") ? 6 : 3).allSatisfy(server -> {
            assertThat(isAlive(Long.parseLong(server[0]))).isFalse();
            assertThat(Path.of(server[1])).doesNotExist();
        });
    }

    @Test
    void needsServersOfItsOwn() {
        try (RedisServer own =
                RedisServer.builder().source(ServerSource.EMBEDDED).start()) {
            String before = System.setProperty(ServerSetting.PROPERTY, own.uri());
            try {
                assertThatThrownBy(ClusterRedis::start)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessage("ClusterRedis needs several servers of its own, but REDIS_GUARD_TEST_SERVER gives"
                                + " the address of one. Choose docker, local or embedded.");
                assertThatThrownBy(SentinelRedis::start).isInstanceOf(UnsupportedOperationException.class);
                assertThatThrownBy(ReplicatedRedis::start).isInstanceOf(UnsupportedOperationException.class);
            } finally {
                if (before == null) {
                    System.clearProperty(ServerSetting.PROPERTY);
                } else {
                    System.setProperty(ServerSetting.PROPERTY, before);
                }
            }
        }
    }

    @Test
    void endsWhatItStartedWhenItDoesNotComeUp() {
        List<Integer> ports = new ArrayList<>();
        ReplicatedRedis.Builder builder = ReplicatedRedis.builder().replicas(1).eachServer(server -> {
            int port = Ports.free();
            ports.add(port);
            server.port(port);
            if (ports.size() > 1) {
                server.config("maxmemory", "lots");
            }
        });

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxmemory lots");
        assertThat(ports).hasSize(2).allMatch(Ports::isFree);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
