package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class RedisExtensionIT {
    private static final List<RedisServer> SEEN = new ArrayList<>();
    private static final Set<RedisTopology> STARTED = new HashSet<>();

    @Test
    void givesOneServerToAllPlacesOfAClassAndClosesIt() {
        SEEN.clear();

        TestExecutionSummary summary = Launch.of(Everywhere.class);

        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(SEEN).hasSize(8).allMatch(server -> server == SEEN.get(0));
        assertThat(SEEN.get(0).isRunning()).isFalse();
    }

    @Test
    void revivesWhatATestKilledOrPaused() {
        TestExecutionSummary summary = Launch.of(Destructive.class);

        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(3);
    }

    @Test
    void takesAConfiguration() {
        TestExecutionSummary summary = Launch.of(Configured.class);

        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    }

    @Test
    void givesTopologiesAndRestoresThem() {
        TestExecutionSummary summary = Launch.of(Topologies.class);

        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(STARTED)
                .hasSize(1)
                .allMatch(redis -> redis.servers().stream().noneMatch(RedisServer::isRunning));
    }

    @Test
    void givesEachExtensionOfAClassItsOwnType() {
        TestExecutionSummary summary = Launch.of(Several.class);

        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    }

    @Test
    void hasNoServerBeforeTheFirstClassStarts() {
        assertThatThrownBy(() -> RedisExtension.with(RedisServer.builder()).server())
                .isInstanceOf(IllegalStateException.class);
    }

    @ExtendWith(RedisExtension.class)
    static class Everywhere {
        Everywhere(RedisServer server) {
            SEEN.add(server);
        }

        @BeforeAll
        static void beforeAll(RedisServer server) {
            SEEN.add(server);
        }

        @BeforeEach
        void beforeEach(RedisServer server) {
            SEEN.add(server);
        }

        @Test
        void isAParameter(RedisServer server) {
            SEEN.add(server);
            assertThat(server.execute("PING")).isEqualTo("PONG");
        }

        @Nested
        class Inside {
            Inside(RedisServer server) {
                SEEN.add(server);
            }

            @Test
            void isAParameter(RedisServer server) {
                SEEN.add(server);
                assertThat(server.isRunning()).isTrue();
            }
        }
    }

    @ExtendWith(RedisExtension.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Destructive {
        @Test
        @Order(1)
        void kills(RedisServer server) {
            server.execute("SET", "key", "value");
            server.kill();
        }

        @Test
        @Order(2)
        void findsItsDataAndPauses(RedisServer server) {
            assertThat(server.execute("GET", "key")).isEqualTo("value");
            server.pause();
        }

        @Test
        @Order(3)
        void isAnswered(RedisServer server) {
            assertThat(server.execute("GET", "key")).isEqualTo("value");
        }
    }

    @ExtendWith(RedisExtension.class)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Topologies {
        @Test
        @Order(1)
        void kills(ReplicatedRedis redis, RedisServer alone) {
            STARTED.add(redis);
            assertThat(redis.servers()).doesNotContain(alone);
            redis.servers().forEach(RedisServer::kill);
        }

        @Test
        @Order(2)
        void isAnswered(ReplicatedRedis redis) {
            STARTED.add(redis);
            assertThat(redis.primary().execute("PING")).isEqualTo("PONG");
            Topology.assertFollows(redis.replicas().get(0), redis.primary());
        }
    }

    static class Several {
        @RegisterExtension
        static final RedisExtension watched =
                RedisExtension.with(SentinelRedis.builder().replicas(1));

        @RegisterExtension
        static final RedisExtension shared =
                RedisExtension.with(ClusterRedis.builder().replicas(0));

        @RegisterExtension
        static final RedisExtension replicated =
                RedisExtension.with(ReplicatedRedis.builder().replicas(1));

        @Test
        void hasThem(SentinelRedis sentinel, ClusterRedis cluster, ReplicatedRedis redis) {
            assertThat(watched.get(SentinelRedis.class)).isSameAs(sentinel);
            assertThat(shared.get(ClusterRedis.class)).isSameAs(cluster);
            assertThat(replicated.get(ReplicatedRedis.class)).isSameAs(redis);
            assertThat(sentinel.sentinels()).hasSize(3);
            assertThat(cluster.primaries()).hasSize(3);
            assertThat(redis.replicas()).hasSize(1);
            assertThatThrownBy(watched::server)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not class io.redisguard.test.RedisServer");
        }
    }

    static class Configured {
        @RegisterExtension
        static final RedisExtension redis =
                RedisExtension.with(RedisServer.builder().config("databases", "2"));

        @Test
        void hasIt(RedisServer server) {
            assertThat(server.execute("CONFIG", "GET", "databases")).isEqualTo(List.of("databases", "2"));
            assertThat(redis.server()).isSameAs(server);
        }
    }
}
