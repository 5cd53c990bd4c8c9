package io.redisguard.test;

import static io.redisguard.test.Topology.answer;
import static io.redisguard.test.Topology.assertFollows;
import static io.redisguard.test.Topology.assertIsInOrder;
import static io.redisguard.test.Topology.assertIsPrimary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterRedisIT {
    private static ClusterRedis redis;

    @BeforeAll
    static void start() {
        redis = ClusterRedis.start();
    }

    @AfterAll
    static void close() {
        redis.close();
    }

    @BeforeEach
    void restore() {
        redis.restore();
    }

    @Test
    void hasThreePrimariesWithAReplicaEach() {
        assertThat(redis.servers()).hasSize(6);
        assertThat(redis.seeds()).hasSize(6).contains(redis.primaries().get(0).uri());
        assertThat(redis.primaries()).hasSize(3).allSatisfy(primary -> {
            assertIsPrimary(primary);
            assertThat(redis.replicasOf(primary)).hasSize(1).allSatisfy(replica -> assertFollows(replica, primary));
        });
        assertIsInOrder(redis);
    }

    @Test
    void knowsWhoOwnsAKey() {
        for (RedisServer primary : redis.primaries()) {
            String key = redis.keyOn(primary);

            assertThat(primary.execute("SET", key, "value")).isEqualTo("OK");
            assertThat(redis.primaryOf(key)).isSameAs(primary);
            assertThat(redis.ownerOf(ClusterRedis.slotOf(key))).isSameAs(primary);
            assertThat(ClusterRedis.slotOf(ClusterRedis.keyIn(ClusterRedis.slotOf(key))))
                    .isEqualTo(ClusterRedis.slotOf(key));
            assertThat(redis.keyOn(primary)).isNotEqualTo(key);
        }
    }

    @Test
    void hasNoKeyForAReplica() {
        RedisServer replica = redis.replicasOf(redis.primaries().get(0)).get(0);

        assertThatThrownBy(() -> redis.keyOn(replica))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("owns no slot, so no key.");
    }

    @Test
    void failsOverByCommandWithoutLosingAWrite() {
        RedisServer old = redis.primaries().get(0);
        String key = redis.keyOn(old);
        old.execute("SET", key, "value");

        RedisServer fresh = redis.failOver(old);

        assertThat(redis.primaryOf(key)).isSameAs(fresh);
        assertThat(redis.primaries()).contains(fresh).doesNotContain(old);
        assertIsPrimary(fresh);
        assertThat(fresh.execute("GET", key)).isEqualTo("value");
        assertThat(redis.replicasOf(fresh)).containsExactly(old);
    }

    @Test
    void replacesAKilledPrimary() {
        RedisServer old = redis.primaries().get(1);
        String key = redis.keyOn(old);

        redis.kill(old);
        assertThat(redis.primaryOf(key)).isSameAs(old);
        RedisServer fresh = redis.awaitFailover(old);

        assertThat(redis.primaryOf(key)).isSameAs(fresh).isNotSameAs(old);
        assertIsPrimary(fresh);
        assertThat(old.isRunning()).isFalse();

        redis.restore();

        assertFollows(old, fresh);
        assertIsInOrder(redis);
    }

    @Test
    void replacesAPausedPrimary() {
        RedisServer old = redis.primaries().get(2);
        old.pause();

        RedisServer fresh = redis.awaitFailover(old);

        assertIsPrimary(fresh);

        redis.restore();

        assertFollows(old, fresh);
    }

    @Test
    void comesBackWithItsDataFromTheDeathOfAWholeShard() {
        RedisServer primary = redis.primaries().get(0);
        String key = redis.keyOn(primary);
        primary.execute("SET", key, "value");
        redis.replicasOf(primary).forEach(RedisServer::kill);
        primary.kill();

        redis.restore();

        assertIsInOrder(redis);
        assertThat(redis.primaryOf(key).execute("GET", key)).isEqualTo("value");
    }

    @Test
    void isBuiltAnewWhenANodeForgotTheOthers() {
        redis.primaries().get(0).restartEmpty();

        redis.restore();

        assertIsInOrder(redis);
        assertThat(redis.primaries()).allMatch(primary -> !redis.keyOn(primary).isEmpty());
    }

    @Test
    void movesSlotsForthAndBackUnderTraffic() {
        RedisServer from = redis.primaries().get(0);
        RedisServer to = redis.primaries().get(1);
        int first = ClusterRedis.slotOf(redis.keyOn(from)) / 200 * 200;
        int start = IntStream.range(first, first + 200)
                .filter(slot -> redis.ownerOf(slot) == from)
                .findFirst()
                .orElseThrow();
        int count = (int) IntStream.range(start, start + 200)
                .takeWhile(slot -> redis.ownerOf(slot) == from)
                .count();
        List<String> keys = IntStream.range(start, start + count)
                .mapToObj(ClusterRedis::keyIn)
                .toList();
        try (ClusterTraffic traffic = ClusterTraffic.on(redis, keys)) {
            redis.migrate(start, count, from, to);

            assertThat(redis.ownerOf(start)).isSameAs(to);
            assertThat(redis.ownerOf(start + count - 1)).isSameAs(to);

            redis.migrate(start, count, to, from);

            assertThat(redis.ownerOf(start)).isSameAs(from);
            long acknowledged = traffic.stop();
            assertThat(traffic.moves()).isPositive();
            assertThat(keys.stream()
                            .mapToLong(key ->
                                    Long.parseLong(answer(from, "GET", key).replace("null", "0")))
                            .sum())
                    .isEqualTo(acknowledged)
                    .isPositive();
        }
        assertIsInOrder(redis);
    }

    @Test
    void standsInTheMiddleOfAnAsk() {
        RedisServer from = redis.primaries().get(0);
        RedisServer to = redis.primaries().get(1);
        String tag = redis.keyOn(from);
        int slot = ClusterRedis.slotOf(tag);
        Set<String> keys =
                IntStream.range(0, 5).mapToObj(i -> "{" + tag + "}" + i).collect(Collectors.toSet());
        keys.forEach(key -> from.execute("SET", key, key));
        String ask = "ASK " + slot + " " + to.host() + ":" + to.port();

        try (SlotMigration migration = redis.beginMigration(slot, to)) {
            assertThat(keys).allMatch(key -> answer(from, "GET", key).equals(key));
            assertThat(answer(from, "GET", "{" + tag + "}new")).isEqualTo(ask);
            assertThat(migration.moveKeys(2)).isEqualTo(2);

            assertThat(keys.stream().filter(key -> answer(from, "GET", key).equals(ask)))
                    .hasSize(2);
            assertThat(answer(to, "GET", tag)).startsWith("MOVED " + slot);
            assertThat(redis.ownerOf(slot)).isSameAs(from);
            assertThat(migration.slot()).isEqualTo(slot);
            assertThat(migration.from()).isSameAs(from);
            assertThat(migration.to()).isSameAs(to);

            migration.finish();
        }

        assertThat(redis.ownerOf(slot)).isSameAs(to);
        assertThat(keys).allMatch(key -> answer(to, "GET", key).equals(key));
        assertThat(answer(from, "GET", tag)).isEqualTo("MOVED " + slot + " " + to.host() + ":" + to.port());
    }

    @Test
    void finishesAnOpenMigrationWhenItIsRestored() {
        RedisServer from = redis.primaries().get(0);
        RedisServer to = redis.primaries().get(2);
        String key = redis.keyOn(from);
        from.execute("SET", key, "value");
        assertThat(redis.beginMigration(ClusterRedis.slotOf(key), to).from()).isSameAs(from);

        redis.restore();

        assertThat(redis.primaryOf(key)).isSameAs(to);
        assertThat(to.execute("GET", key)).isEqualTo("value");
        assertIsInOrder(redis);
    }

    @Test
    void findsAnOwnerForALostSlotWhenItIsRestored() {
        RedisServer owner = redis.primaries().get(1);
        String key = redis.keyOn(owner);
        String slot = Integer.toString(ClusterRedis.slotOf(key));
        owner.execute("CLUSTER", "DELSLOTS", slot);
        assertThat(answer(owner, "GET", key)).startsWith("CLUSTERDOWN");

        redis.restore();

        assertThat(redis.primaryOf(key)).isSameAs(owner);
        assertThat(owner.execute("SET", key, "value")).isEqualTo("OK");
        assertIsInOrder(redis);
    }

    @Test
    void movesKeysThatAreNoText() {
        RedisServer from = redis.primaries().get(0);
        RedisServer to = redis.primaries().get(1);
        String tag = redis.keyOn(from);
        int slot = ClusterRedis.slotOf(tag);
        from.execute(
                "EVAL", "return redis.call('SET', KEYS[1] .. string.char(255, 0, 13, 10), 'v')", "1", "{" + tag + "}");

        Object keys = from.execute("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)); // others may have left some

        redis.migrate(slot, 1, from, to);

        assertThat(from.execute("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))
                .isEqualTo(0L);
        assertThat(to.execute("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))
                .isNotEqualTo(0L)
                .isEqualTo(keys);
    }

    @Test
    void movesOnlyWhatIsThere() {
        RedisServer from = redis.primaries().get(0);
        RedisServer to = redis.primaries().get(1);
        int foreign = ClusterRedis.slotOf(redis.keyOn(to));

        assertThatThrownBy(() -> redis.migrate(foreign, 1, from, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s does not own slot %d.", from, foreign);
        assertThatThrownBy(() -> redis.migrate(foreign, 1, to, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("cannot give slots to itself.");
        assertThatThrownBy(() -> redis.migrate(16_380, 5, from, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Slot 16384 is not between 0 and 16383.");
    }

    @Test
    void namesAllOptionsThatAreWrong() {
        ClusterRedis.Builder builder =
                ClusterRedis.builder().primaries(2).replicas(-1).nodeTimeout(Duration.ofMillis(1));

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cluster options: primaries is 2 but must be at least 3;"
                                + " replicas is -1 but must be zero or more; nodeTimeout is PT0.001S but must be at least PT0.1S.");
    }

    @Test
    void canDoWithoutReplicas() {
        try (ClusterRedis small = ClusterRedis.builder()
                .replicas(0)
                .config("requirepass", "s3cret")
                .start()) {
            assertThat(small.servers()).hasSize(3);
            assertIsInOrder(small);
            RedisServer from = small.primaries().get(0);
            RedisServer to = small.primaries().get(1);
            String key = small.keyOn(from);
            from.execute("SET", key, "value");

            small.migrate(ClusterRedis.slotOf(key), 1, from, to);

            assertThat(to.execute("GET", key)).isEqualTo("value");
            assertThatThrownBy(() -> small.failOver(to)).isInstanceOf(IllegalStateException.class);
        }
    }
}
