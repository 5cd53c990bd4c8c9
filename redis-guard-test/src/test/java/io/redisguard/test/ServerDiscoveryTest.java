package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerDiscoveryTest {
    private static final ServerSetting ANY = ServerSetting.parse("");

    private final List<ServerSource> tried = new ArrayList<>();

    @Test
    void triesDockerThenLocalThenEmbedded() {
        ServerDiscovery discovery = discoveryWhere(ServerSource.EMBEDDED);

        ServerChoice choice = discovery.choose(ANY);

        assertThat(choice.source()).isEqualTo(ServerSource.EMBEDDED);
        assertThat(tried).containsExactly(ServerSource.DOCKER, ServerSource.LOCAL, ServerSource.EMBEDDED);
    }

    @Test
    void stopsAtTheFirstThatWorks() {
        ServerDiscovery discovery = discoveryWhere(ServerSource.LOCAL, ServerSource.EMBEDDED);

        ServerChoice choice = discovery.choose(ANY);

        assertThat(choice.source()).isEqualTo(ServerSource.LOCAL);
        assertThat(tried).containsExactly(ServerSource.DOCKER, ServerSource.LOCAL);
    }

    @Test
    void triesNothingButTheForcedSource() {
        ServerDiscovery discovery = discoveryWhere(ServerSource.LOCAL);

        assertThatThrownBy(() -> discovery.choose(ServerSetting.parse("embedded")))
                .hasMessageContaining("the source is prescribed, so no other was tried")
                .hasMessageContaining("embedded: no embedded here");
        assertThat(tried).containsExactly(ServerSource.EMBEDDED);
    }

    @Test
    void searchesOncePerWish() {
        ServerDiscovery discovery = discoveryWhere(ServerSource.DOCKER);

        assertThat(discovery.choose(ANY)).isSameAs(discovery.choose(ANY));
        assertThat(tried).hasSize(1);
    }

    @Test
    void explainsAllFourWaysWhenNothingWorks() {
        ServerDiscovery discovery = discoveryWhere();

        assertThatThrownBy(() -> discovery.choose(ANY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "docker: no docker here",
                        "local: no local here",
                        "embedded: no embedded here",
                        "1. REDIS_GUARD_TEST_SERVER=host:port",
                        "2. a Docker engine",
                        "3. redis-server or valkey-server on the PATH",
                        "4. the library com.github.codemonstur:embedded-redis");
    }

    private ServerDiscovery discoveryWhere(ServerSource... working) {
        return new ServerDiscovery(attempt -> {
            ServerSource source = attempt.source();
            tried.add(source);
            if (!Set.of(working).contains(source)) {
                throw new IllegalStateException("no " + source.word() + " here");
            }
            return new ServerChoice(source, source.word(), (config, port) -> {
                throw new IllegalStateException("not meant to start");
            });
        });
    }
}
