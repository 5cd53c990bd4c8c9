package io.redisguard.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.GuardFailure;
import io.redisguard.observe.GuardMeter;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link to the server of a key is cut while a reply is under way. */
@OnEveryShape
class RepeatedOrNotIT extends TopologyContract {
    private static final Duration GRACE = Duration.ofMillis(800);

    private RedisServer primary;
    private FaultProxy proxy;

    RepeatedOrNotIT(Servers servers) {
        super(servers);
    }

    /** The default is for machines that do nothing else. */
    @Override
    RedisGuard.Builder configure(RedisGuard.Builder builder) {
        return builder.link(LinkOptions.builder().reconnectGrace(GRACE).build());
    }

    @BeforeEach
    void given() {
        primary = servers.primaryOf(key);
        proxy = proxies.of(primary);
    }

    @Test
    void aReadIsSentAgain() {
        String value = Canary.value();
        guard.commands().sync().set(key, value);

        proxy.cutReplyAfter(0);

        assertThat(guard.commands().sync().get(key)).isEqualTo(value);
        assertThat(events(GuardEvent.CallRepeated.class)).singleElement().satisfies(repeated -> {
            assertThat(repeated.server()).isEqualTo(nameOf(primary));
            assertThat(repeated.command()).isEqualTo("GET");
        });
        assertThat(events(GuardEvent.LinkDown.class))
                .extracting(GuardEvent::server)
                .containsOnly(nameOf(primary));
        assertThat(counted(GuardMeter.RETRY_ATTEMPTS, "server.port", Integer.toString(primary.port())))
                .isEqualTo(1);
        assertThat(counted(GuardMeter.RETRY_ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void anIncrementIsNot() {
        proxy.cutReplyAfter(0);

        Throwable thrown = catchThrowable(() -> guard.commands().sync().incr(key));

        assertThat(thrown).isInstanceOf(ConnectionLostException.class).matches(GuardFailure::isOutcomeUnknown);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> "1".equals(guard.commands().sync().get(key)));
        assertThat(stored(key)).isEqualTo("1");
        assertThat(events(GuardEvent.CallRepeated.class))
                .noneMatch(repeated -> repeated.command().equals("INCR"));
    }

    @Test
    void callsThatTheLinkTakesAlongAreAllAccountedFor() {
        guard.commands().sync().set(key, "0");
        List<CompletableFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            calls.add(guard.commands().async().incr(key).toCompletableFuture());
            if (i == 250) {
                proxy.reset();
            }
        }

        await().atMost(SOON).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> guard.commands().sync().get(key) != null);
        long answered =
                calls.stream().filter(call -> !call.isCompletedExceptionally()).count();
        long unknown = calls.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .filter(call -> GuardFailure.isOutcomeUnknown(
                        call.handle((reply, failure) -> failure).join()))
                .count();
        assertThat(Long.parseLong(stored(key).toString())).isBetween(answered, answered + unknown);
        assertThat(counted(GuardMeter.COMMANDS, "command", "INCR")).isEqualTo(500);
    }
}
