package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.redisguard.Door;
import io.redisguard.RedisGuard;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.policy.PolicyMode;
import io.redisguard.policy.PolicyOptions;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one node cannot answer for all is refused in a cluster, whatever the policy lets pass; what can, instead. */
@ParameterizedClass(autoCloseArguments = false)
@ArgumentsSource(EveryShape.OfClusters.class)
class RefusedByAClusterIT extends TopologyContract {
    RefusedByAClusterIT(Servers servers) {
        super(servers);
    }

    @Override
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder.policy(
                PolicyOptions.builder().everyRule(PolicyMode.OBSERVE).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SCAN 0",
                "KEYS *",
                "DBSIZE",
                "RANDOMKEY",
                "FLUSHALL",
                "FLUSHDB",
                "SCRIPT FLUSH",
                "SCRIPT EXISTS 0",
                "FUNCTION LIST"
            })
    void whatIsAboutAllNodesIsRefusedByTheApiOfOneServer(String command) {
        assertThatThrownBy(() -> Door.SYNC.send(guard.commands().connection(), command))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("cluster()");
    }

    @Test
    void whatIsAboutAllNodesIsAskedOfAllByTheApiForClusters() {
        keys(50).forEach(each -> guard.commands().sync().set(each, each));
        RedisAdvancedClusterCommands<String, String> cluster = guard.cluster().sync();

        assertThat(cluster.dbsize()).isGreaterThanOrEqualTo(50);
        long scanned = 0;
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            KeyScanCursor<String> page = cluster.scan(cursor, ScanArgs.Builder.limit(1_000));
            scanned += page.getKeys().size();
            cursor = page;
        }
        assertThat(scanned).isGreaterThanOrEqualTo(50);
    }

    static Stream<Consumer<RedisAdvancedClusterCommands<String, String>>> nodeSelections() {
        return Stream.of(
                RedisAdvancedClusterCommands::upstream,
                RedisAdvancedClusterCommands::replicas,
                RedisAdvancedClusterCommands::all,
                cluster -> cluster.nodes(node -> true),
                cluster -> cluster.readonly(node -> true));
    }

    @ParameterizedTest
    @MethodSource("nodeSelections")
    void nodeSelectionsOfTheSynchronousApiAreRefused(Consumer<RedisAdvancedClusterCommands<String, String>> selection) {
        assertThatThrownBy(() -> selection.accept(guard.cluster().sync()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("async()");
    }

    @Test
    void nodeSelectionsOfTheAsynchronousApiAreNot() {
        assertThat(guard.cluster().async().upstream().commands().ping().futures())
                .hasSize(3)
                .allSatisfy(pong -> assertThat(pong).succeedsWithin(SOON).isEqualTo("PONG"));
    }

    @Test
    void nobodyChoosesForAllWhereReadsGo() {
        StatefulRedisClusterConnection<String, String> cluster = guard.cluster();

        assertThatThrownBy(() -> cluster.setReadFrom(ReadFrom.ANY_REPLICA))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("everybody shares");
    }

    @Test
    void aSubscriptionThatBelongsToOneNodeIsRefused() {
        try (StatefulRedisPubSubConnection<String, String> subscriber = guard.pubSub()) {
            assertThatThrownBy(() -> subscriber.sync().ssubscribe("news"))
                    .isInstanceOf(CommandRejectedException.class)
                    .hasMessageContaining("SUBSCRIBE");
            subscriber.sync().subscribe("news");
        }
    }

    @Test
    void aBlockWithoutAKeyIsRefused() {
        assertThatThrownBy(() -> guard.commands().exclusive(connection -> "never"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exclusive(key, work)");
    }
}
