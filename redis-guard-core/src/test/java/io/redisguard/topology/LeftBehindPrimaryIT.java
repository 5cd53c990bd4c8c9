package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.error.GuardFailure;
import io.redisguard.test.RedisServer;
import io.redisguard.test.ReplicatedRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list of servers, one of which still says that it is the primary, though an earlier failover has replaced it. */
class LeftBehindPrimaryIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Longer than a call and a question about the layout together may take. */
    private static final Duration MOMENT = Duration.ofMillis(1_200);

    private final String key = Canary.key("replicated");
    private ReplicatedRedis redis;
    private ReplicatedRedis former;
    private RedisServer primary;
    private RedisServer leftBehind;
    private RedisGuard guard;

    @BeforeEach
    void given() {
        redis = ReplicatedRedis.builder().replicas(1).start();
        primary = redis.primary();
        former = ReplicatedRedis.builder().replicas(1).start();
        leftBehind = former.primary();
        goOnWritingAlone();
        guard = RedisGuard.builder()
                .replicated(primary.uri(), redis.replicas().get(0).uri(), leftBehind.uri())
                .build();
        assertThat(isWrittenTo(primary)).isTrue();
    }

    @AfterEach
    void close() {
        guard.close();
        former.close();
        redis.close();
    }

    /** So it has written more than those who have replaced it. */
    private void goOnWritingAlone() {
        leftBehind.execute("SET", key, "x".repeat(10_000));
        former.replicas().get(0).kill();
        await().atMost(SOON)
                .until(() -> String.valueOf(leftBehind.execute("INFO", "replication"))
                        .contains("connected_slaves:0"));
    }

    private boolean isWrittenTo(RedisServer server) {
        guard.commands().sync().set(key, "1");
        return Long.valueOf(1).equals(server.execute("DEL", key));
    }

    private void pause(RedisServer server) {
        server.pause();
        assertThatThrownBy(() -> guard.commands().sync().set(key, "1")).isInstanceOf(GuardFailure.class);
        await().pollDelay(MOMENT).atMost(SOON).until(() -> true);
        server.resume();
    }

    @Test
    void isNotBelievedBecauseThePrimaryPauses() {
        pause(primary);

        await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(primary));
        assertThat(isWrittenTo(primary)).isTrue();
    }

    @Test
    void isNotBelievedBecauseThePrimaryPausesThatHasReplacedADeadOne() {
        RedisServer replica = redis.replicas().get(0);
        primary.kill();
        assertThatThrownBy(() -> guard.commands().sync().set(key, "1")).isInstanceOf(GuardFailure.class);
        await().pollDelay(MOMENT).atMost(SOON).until(() -> true);
        redis.promote(replica);
        await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(replica));

        pause(replica);

        await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(replica));
        assertThat(isWrittenTo(replica)).isTrue();
    }

    @Test
    void isLeftForTheReplicaThatIsPromoted() {
        RedisServer replica = redis.replicas().get(0);

        redis.promote(replica);

        await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(replica));
    }

    @Test
    void isBelievedWhenThePrimaryStaysAway() {
        primary.kill();

        await().atMost(SOON).ignoreExceptions().until(() -> isWrittenTo(leftBehind));
    }
}
