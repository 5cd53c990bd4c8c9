package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.recovery.Callers;
import io.redisguard.recovery.Calls;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.ClusterRedis;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connection to one node of a cluster turns into a black hole. */
@ExtendWith(RedisExtension.class)
class BlackHoledNodeIT {
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void othersAreUntouchedAndTheLinkIsReplaced(ClusterRedis redis) throws InterruptedException {
        RedisServer silent = redis.primaries().get(0);
        String lostKey = redis.keyOn(silent);
        List<String> otherKeys = List.of(
                redis.keyOn(redis.primaries().get(1)),
                redis.keyOn(redis.primaries().get(2)));
        Servers servers = new Servers.Cluster(redis);
        try (Proxies proxies = new Proxies(redis.servers());
                RedisGuard guard = servers.guard()
                        .clientResources(proxies.resources())
                        .link(LinkOptions.builder().silenceLimit(SILENCE_LIMIT).build())
                        .onEvent(events::add)
                        .build();
                Callers near = Callers.start(
                        4,
                        (caller, turn) ->
                                guard.commands().within(SILENCE_LIMIT).sync().incr(otherKeys.get(caller % 2)));
                Callers far = Callers.start(
                        2, (caller, turn) -> guard.commands().sync().incr(lostKey))) {
            FaultProxy proxy = proxies.of(silent);
            near.workFor(Duration.ofMillis(300));
            long links = proxy.accepted();
            long begin = System.nanoTime();
            proxy.blackHole();
            boolean replaced = near.workUntil(PATIENCE, () -> proxy.accepted() > links);
            Duration after = Duration.ofNanos(System.nanoTime() - begin);
            near.workFor(SILENCE_LIMIT); // the next link is a black hole, too
            proxy.heal();
            long answered = far.answered();
            boolean works = far.workUntil(PATIENCE, () -> far.answered() > answered + 10);
            Calls untouched = near.stop();
            Calls lost = far.stop();
            System.out.println("black hole: replaced after " + after.toMillis() + " ms; others: " + untouched
                    + ", longest " + untouched.longest() + "; its own: " + lost + ", longest " + lost.longest());

            assertThat(replaced).isTrue();
            assertThat(after).isLessThan(SILENCE_LIMIT.plus(SLACK));
            assertThat(events)
                    .anySatisfy(event -> assertThat(event)
                            .isInstanceOfSatisfying(
                                    GuardEvent.LinkReplaced.class,
                                    link -> assertThat(link.server()).isEqualTo(TopologyContract.nameOf(silent))));
            assertThat(works).isTrue();
            assertThat(untouched.failed()).isZero();
            assertThat(untouched.longest()).isLessThan(SILENCE_LIMIT.dividedBy(2));
            assertThat(lost.failed()).isPositive();
            assertThat(lost.longest()).isLessThan(Duration.ofMillis(1_500));
        }
        await().untilAsserted(() -> assertThat(events)
                .filteredOn(GuardEvent.LinkDown.class::isInstance)
                .extracting(GuardEvent::server)
                .containsOnly(TopologyContract.nameOf(silent)));
    }
}
