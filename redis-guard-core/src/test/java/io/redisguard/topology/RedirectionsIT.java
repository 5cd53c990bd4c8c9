package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.CallRedirected;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import io.redisguard.test.SlotMigration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node of a cluster sends a call on. */
@ExtendWith(RedisExtension.class)
class RedirectionsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final int MOST = 5;
    private static final int BUS = 10_000;

    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final String tag = UUID.randomUUID().toString();
    private final ClusterRedis redis;
    private RedisGuard guard;
    private RedisServer from;
    private RedisServer to;

    RedirectionsIT(ClusterRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void given() {
        from = redis.primaryOf(key("a"));
        to = redis.primaries().stream()
                .filter(other -> other != from)
                .findFirst()
                .orElseThrow();
        guard = new Servers.Cluster(redis)
                .guard()
                .deadlines(DeadlineOptions.builder().total(SOON).attempt(SOON).build())
                .onEvent(events::add)
                .build();
    }

    @AfterEach
    void close() {
        guard.close();
    }

    private String key(String name) {
        return "{" + tag + "}" + name;
    }

    private int slot() {
        return ClusterRedis.slotOf(key(""));
    }

    private List<CallRedirected> redirected() {
        return events.stream()
                .filter(CallRedirected.class::isInstance)
                .map(CallRedirected.class::cast)
                .toList();
    }

    @Test
    void toTheNodeThatHasTheSlotNow() {
        redis.migrate(slot(), 1, from, to);

        assertThat(guard.commands().sync().incr(key("a"))).isEqualTo(1);
        assertThat(to.execute("GET", key("a"))).isEqualTo("1");
        assertThat(redirected())
                .containsExactly(new CallRedirected(TopologyContract.nameOf(from), "INCR", ServerRefusal.MOVED));
    }

    @Test
    void laterCallsGoThereAtOnce() {
        redis.migrate(slot(), 1, from, to);
        for (int i = 0; i < 20; i++) {
            guard.commands().sync().incr(key("a"));
        }

        assertThat(redirected()).hasSize(1);
        assertThat(to.execute("GET", key("a"))).isEqualTo("20");
    }

    @Test
    void manyCallsAtOnceAreEachExecutedOnce() {
        redis.migrate(slot(), 1, from, to);
        List<CompletableFuture<Long>> calls = Stream.generate(
                        () -> guard.commands().async().incr(key("a")).toCompletableFuture())
                .limit(200)
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(SOON));
        assertThat(to.execute("GET", key("a"))).isEqualTo("200");
    }

    @Test
    void inTheMiddleOfAMigrationToWhereTheKeyIs() {
        List<String> keys = List.of(key("a"), key("b"), key("c"), key("d"));
        keys.forEach(each -> guard.commands().sync().set(each, "0"));
        try (SlotMigration migration = redis.beginMigration(slot(), to)) {
            migration.moveKeys(2);

            assertThat(keys)
                    .allSatisfy(each ->
                            assertThat(guard.commands().sync().incr(each)).isEqualTo(1));
            assertThat(guard.commands().sync().incr(key("new"))).isEqualTo(1);
            assertThat(redirected()).hasSize(3).allMatch(event -> event.by() == ServerRefusal.ASK);
        }
        assertThat(keys).allSatisfy(each -> assertThat(to.execute("GET", each)).isEqualTo("1"));
        assertThat(to.execute("GET", key("new"))).isEqualTo("1");
    }

    @Test
    void keysOnBothSidesAreAskedForAgain() {
        guard.commands().sync().set(key("a"), "1");
        guard.commands().sync().set(key("b"), "2");
        SlotMigration migration = redis.beginMigration(slot(), to);
        migration.moveKeys(1);
        try (RedisGuard patient = new Servers.Cluster(redis)
                .guard()
                .deadlines(DeadlineOptions.builder().total(SOON).build())
                .retry(RetryOptions.builder()
                        .maxAttempts(10) // the migration is to end while there are attempts left
                        .shortestPause(PAUSE)
                        .longestPause(PAUSE)
                        .build())
                .onEvent(events::add)
                .build()) {
            CompletableFuture<List<KeyValue<String, String>>> both = CompletableFuture.supplyAsync(
                    () -> patient.commands().sync().mget(key("a"), key("b")));
            await().atMost(SOON).until(() -> events.stream().anyMatch(GuardEvent.CallRepeated.class::isInstance));
            migration.finish();

            assertThat(both).succeedsWithin(SOON);
            assertThat(both.join()).extracting(KeyValue::getValue).containsExactly("1", "2");
        }
    }

    @Test
    void ofABlockIsKnownWhenTheBlockIsRunAgain() {
        redis.migrate(slot(), 1, from, to);

        assertThatThrownBy(() -> guard.commands()
                        .exclusive(key("a"), connection -> connection.sync().incr(key("a"))))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("MOVED");
        Long second = guard.commands()
                .exclusive(key("a"), connection -> connection.sync().incr(key("a")));
        assertThat(second).isEqualTo(1);
    }

    @Test
    void manyCallsAtOnceFollowToANodeThatIsNotConnectedYet() {
        redis.failOver(from);
        List<CompletableFuture<Long>> calls = Stream.generate(
                        () -> guard.commands().async().incr(key("a")).toCompletableFuture())
                .limit(200)
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(SOON));
        assertThat(redis.primaryOf(key("a")).execute("GET", key("a"))).isEqualTo("200");
    }

    @Test
    void ofACallThatWaitsOnTheServerAreFollowedToANodeThatIsNotConnectedYet() {
        redis.failOver(from);

        assertThat(guard.commands().sync().blpop(0.1, key("list"))).isNull();
    }

    @Test
    void toADeadNodeEndsWithTheAnswerOfTheServer() {
        String slot = Integer.toString(slot());
        String fromId = idOf(from);
        try (RedisServer joined = RedisServer.builder()
                .config("cluster-enabled", "yes")
                .config("cluster-node-timeout", "15000")
                .start()) {
            from.execute("CLUSTER", "MEET", joined.host(), Integer.toString(joined.port()));
            String id = idOf(joined);
            await().atMost(SOON).until(() -> redis.servers().stream().allMatch(server -> knows(server, id, "")));
            from.execute("CLUSTER", "SETSLOT", slot, "NODE", id);
            joined.kill();

            assertThatThrownBy(() -> guard.commands().sync().get(key("a")))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining(Integer.toString(joined.port()));

            from.execute("CLUSTER", "SETSLOT", slot, "NODE", fromId);
            redis.servers().forEach(server -> server.execute("CLUSTER", "FORGET", id));
        }
    }

    @Test
    void inACircleEndsWithTheAnswerOfTheServer() {
        String fromId = idOf(from);
        String toId = idOf(to);
        String slot = Integer.toString(slot());
        from.execute("CLUSTER", "SETSLOT", slot, "NODE", toId);
        try {
            assertThatThrownBy(() -> guard.commands().sync().get(key("a")))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("MOVED " + slot);
            assertThat(redirected()).hasSize(MOST);
        } finally {
            redis.primaries().forEach(primary -> primary.execute("CLUSTER", "SETSLOT", slot, "NODE", fromId));
        }
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> guard.commands().sync().incr(key("a")) > 0);
    }

    @Test
    void toANodeThatHasJustJoinedAndBackWhenItLeaves() {
        try (RedisServer joined = newcomer()) {
            joins(joined, joined.port());

            assertThat(guard.commands().sync().incr(key("a"))).isEqualTo(1);
            assertThat(joined.execute("GET", key("a"))).isEqualTo("1");
            assertThat(redirected()).isNotEmpty(); // once more where a server is asked that has not heard of it

            leaves(joined);

            assertThat(guard.commands().sync().incr(key("a"))).isEqualTo(1);
        }

        assertThat(guard.commands().sync().incr(key("a"))).isEqualTo(2);
        assertThat(from.execute("GET", key("a"))).isEqualTo("2");
    }

    @Test
    void callsThatComeWhileTheNewNodeIsBeingConnectedToAreSentOn() {
        try (RedisServer joined = newcomer();
                FaultProxy slow = FaultProxy.inFrontOf(joined).delayReplies(Duration.ofMillis(200))) {
            joined.execute("CONFIG", "SET", "cluster-announce-bus-port", Integer.toString(joined.port() + BUS));
            joined.execute("CONFIG", "SET", "cluster-announce-port", Integer.toString(slow.port()));
            joins(joined, slow.port());
            List<CompletableFuture<Long>> calls = new ArrayList<>();

            calls.add(guard.commands().async().incr(key("a")).toCompletableFuture());
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(SOON)
                    .until(() -> redirected().size() > 1); // the first has been dealt with
            for (int i = 0; i < 20; i++) {
                calls.add(guard.commands().async().incr(key("a")).toCompletableFuture());
            }

            assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(SOON));
            assertThat(joined.execute("GET", key("a"))).isEqualTo("21");
            leaves(joined);
        }
    }

    @Test
    void toANodeThatCannotBeReachedFailsAsUnsent() {
        try (RedisServer joined = newcomer();
                FaultProxy closed = FaultProxy.inFrontOf(joined).refuse()) {
            joined.execute("CONFIG", "SET", "cluster-announce-bus-port", Integer.toString(joined.port() + BUS));
            joined.execute("CONFIG", "SET", "cluster-announce-port", Integer.toString(closed.port()));
            joins(joined, closed.port());

            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> guard.commands().sync().incr(key("a")))
                            .isInstanceOf(ConnectionLostException.class));
            closed.heal();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(guard.commands().sync().incr(key("a"))).isEqualTo(1));
            leaves(joined);
        }
    }

    private static RedisServer newcomer() {
        return RedisServer.builder()
                .config("cluster-enabled", "yes")
                .config("cluster-node-timeout", "1500")
                .start();
    }

    /** Returns when every node knows the newcomer at this port, and the slot is its own. */
    private void joins(RedisServer joined, int port) {
        redis.servers().get(0).execute("CLUSTER", "MEET", joined.host(), Integer.toString(joined.port()));
        String id = idOf(joined);
        await().atMost(SOON)
                .until(() -> redis.servers().stream().allMatch(server -> knows(server, id, ":" + port + "@"))
                        && redis.servers().stream().allMatch(server -> knows(joined, idOf(server), "")));
        giveSlotTo(joined, joined);
        await().atMost(SOON)
                .until(() -> String.valueOf(joined.execute("CLUSTER", "INFO")).contains("cluster_state:ok"));
    }

    private void leaves(RedisServer joined) {
        String id = idOf(joined);
        joined.execute("DEL", key("a"));
        giveSlotTo(from, joined);
        redis.servers().forEach(server -> server.execute("CLUSTER", "FORGET", id));
    }

    private void giveSlotTo(RedisServer owner, RedisServer joined) {
        String id = idOf(owner);
        String slot = Integer.toString(slot());
        owner.execute("CLUSTER", "SETSLOT", slot, "NODE", id);
        joined.execute("CLUSTER", "SETSLOT", slot, "NODE", id);
        redis.primaries().forEach(primary -> primary.execute("CLUSTER", "SETSLOT", slot, "NODE", id));
    }

    private static String idOf(RedisServer server) {
        return String.valueOf(server.execute("CLUSTER", "MYID"));
    }

    private static boolean knows(RedisServer server, String id, String address) {
        return String.valueOf(server.execute("CLUSTER", "NODES"))
                .lines()
                .anyMatch(line -> line.startsWith(id)
                        && line.contains(address)
                        && line.contains(" connected")
                        && !line.contains("handshake"));
    }
}
