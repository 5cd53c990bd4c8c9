package io.redisguard.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.test.ClusterRedis;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every subject does what it is measured at. */
@ExtendWith(RedisExtension.class)
class SubjectsIT {
    private static final int DEPTH = 100;
    private static final String GETS = "cmdstat_get:calls=";

    private final String key = "subject:" + UUID.randomUUID();

    static List<Subject> subjects() {
        return Subjects.all();
    }

    static List<Subject> that(Ability ability) {
        return subjects().stream().filter(subject -> subject.can(ability)).toList();
    }

    static List<Subject> thatBurst() {
        return that(Ability.BURST);
    }

    static List<Subject> thatSpeakTls() {
        return that(Ability.TLS);
    }

    static List<Subject> thatKnowClusters() {
        return that(Ability.CLUSTER);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void readsWhatItHasWritten(Subject subject, RedisServer server) throws Exception {
        try (Client client = subject.connect(standalone(server, null))) {
            writeAndRead(client);

            assertThat(server.execute("GET", key)).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @MethodSource("thatBurst")
    void sendsAllOfABurst(Subject subject, RedisServer server) throws Exception {
        try (Client client = subject.connect(standalone(server, null))) {
            client.set(key, "value");
            long before = calls(server);

            client.burst(key, DEPTH);

            assertThat(calls(server) - before).isEqualTo(DEPTH);
        }
    }

    private static long calls(RedisServer server) {
        return String.valueOf(server.execute("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith(GETS))
                .mapToLong(line -> Long.parseLong(line.substring(GETS.length(), line.indexOf(','))))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void sendsWithoutWaitingOrSaysThatItCannot(Subject subject, RedisServer server) throws Exception {
        try (Client client = subject.connect(standalone(server, null))) {
            client.set(key, "value");
            try {
                assertThat(client.send(key).toCompletableFuture().get(5, TimeUnit.SECONDS))
                        .isEqualTo("value");
            } catch (UnsupportedOperationException e) {
                assertThat(subject).isInstanceOfAny(PooledLettuce.class, PooledJedis.class, SpringData.class);
            }
        }
    }

    @Test
    void namesItsSubjectsWhenThereIsNoneOfAName() {
        assertThatThrownBy(() -> Subjects.named("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis-guard");
    }

    @Nested
    class GivenTls {
        private static final TestCertificates CERTIFICATES = TestCertificates.shared();

        @RegisterExtension
        static final RedisExtension EXTENSION =
                RedisExtension.with(RedisServer.builder().tls(CERTIFICATES));

        static List<Subject> subjects() {
            return thatSpeakTls();
        }

        @ParameterizedTest
        @MethodSource("subjects")
        void readsWhatItHasWritten(Subject subject) throws Exception {
            try (Client client = subject.connect(standalone(EXTENSION.server(), CERTIFICATES.authority()))) {
                writeAndRead(client);
            }
        }
    }

    @Nested
    class GivenACluster {
        static List<Subject> subjects() {
            return thatKnowClusters();
        }

        @ParameterizedTest
        @MethodSource("subjects")
        void readsWhatItHasWrittenAnywhere(Subject subject, ClusterRedis cluster) throws Exception {
            try (Client client = subject.connect(new Target(
                    cluster.primaries().stream().map(SubjectsIT::address).toList(), true, null))) {
                for (RedisServer primary : cluster.primaries()) {
                    String keyThere = cluster.keyOn(primary);
                    client.set(keyThere, "value");

                    assertThat(client.get(keyThere)).isEqualTo("value");
                    assertThat(primary.execute("GET", keyThere)).isEqualTo("value");

                    client.burst(keyThere, DEPTH);
                }
            }
        }
    }

    private void writeAndRead(Client client) {
        assertThat(client.get(key)).isNull();

        client.set(key, "value");

        assertThat(client.get(key)).isEqualTo("value");
    }

    private static Target standalone(RedisServer server, @Nullable Path certificate) {
        return new Target(List.of(address(server)), false, certificate);
    }

    private static String address(RedisServer server) {
        return server.host() + ":" + server.port();
    }
}
