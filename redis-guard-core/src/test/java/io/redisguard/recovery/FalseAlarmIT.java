package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.redisguard.Canary;
import io.redisguard.RedisGuard;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.recovery.Diary.Ending;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisExtension;
import io.redisguard.test.RedisServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What resembles an outage and is none: calls go on, and the link stays. */
@ExtendWith(RedisExtension.class)
class FalseAlarmIT {
    private static final int CALLERS = 8;
    private static final int MANY = 2_000;
    private static final int BIG = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(2);
    private static final Duration RUN = Duration.ofSeconds(2);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofMillis(1_500);
    private static final Duration SLOW = Duration.ofMillis(150);

    private final String key = Canary.key("key");
    private final String value = Canary.value();
    private FaultProxy proxy;
    private RedisGuard guard;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void connect(RedisServer server) {
        proxy = FaultProxy.inFrontOf(server);
        guard = RedisGuard.builder()
                .uri(proxy.uri())
                .link(LinkOptions.builder().silenceLimit(SILENCE_LIMIT).build())
                .build();
        redis = guard.commands().sync();
    }

    @AfterEach
    void close() {
        guard.close();
        proxy.close();
    }

    @Test
    void aSlowServerIsNotAStalledOne() throws InterruptedException {
        proxy.delayReplies(SLOW);
        Calls calls = work((caller, turn) -> patient().get(key));

        assertThat(calls.failed()).isZero();
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void anIdleLinkIsNotASilentOne() throws InterruptedException {
        redis.set(key, value);
        try (Callers nobody = Callers.start(0, (caller, turn) -> {})) {
            nobody.workFor(SILENCE_LIMIT.plus(SLACK));
        }

        assertThat(proxy.accepted()).isEqualTo(1);
        assertThat(redis.get(key)).isEqualTo(value);
    }

    @Test
    void aBlockingCommandIsNotSilence() {
        Object popped = guard.exclusive(
                own -> own.sync().blpop(SILENCE_LIMIT.plus(SLACK).toMillis() / 1e3, key));

        assertThat(popped).isNull();
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void aReplyThatComesSlowlyIsNotSilence() throws InterruptedException {
        redis.set(key, "v".repeat(BIG));
        proxy.throttle(BIG / (int) SILENCE_LIMIT.multipliedBy(2).toSeconds());
        String big;
        Calls small;
        try (Callers callers = Callers.start(CALLERS, (caller, turn) -> redis.get("no:" + key))) {
            big = guard.commands().within(PATIENCE).sync().get(key);
            small = callers.stop();
        }
        System.out.println("behind a reply that comes slowly: " + small + "; longest " + small.longest());

        assertThat(big).hasSize(BIG);
        assertThat(proxy.accepted()).isEqualTo(1);
        proxy.heal();
        await().ignoreExceptions().until(() -> redis.get(key).length() == BIG);
    }

    @Test
    void anImpatientCallerDoesNotHarmThePatientOnes() throws InterruptedException {
        proxy.delayReplies(SLOW);
        RedisCommands<String, String> impatient =
                guard.commands().within(DeadlineOptions.SHORTEST).sync();
        Calls patient;
        Calls hasty;
        try (Callers hurried = Callers.start(CALLERS, (caller, turn) -> impatient.get(key))) {
            patient = work((caller, turn) -> patient().get(key));
            hasty = hurried.stop();
        }
        System.out.println("patient beside impatient: " + patient + "; impatient: " + hasty);

        assertThat(hasty.count(Ending.ANSWERED)).isZero();
        assertThat(patient.failed()).isZero();
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void errorsOfTheCallerAreHisOwn() {
        redis.set(key, value);
        int wrongType = 0;
        for (int i = 0; i < MANY; i++) {
            try {
                redis.lpush(key, "element");
            } catch (RedisCommandExecutionException e) {
                wrongType++;
            }
        }

        assertThat(wrongType).isEqualTo(MANY);
        assertThat(redis.get(key)).isEqualTo(value);
    }

    @Test
    void cancelledCallsSayNothingAboutTheServer() {
        redis.set(key, value);
        RedisAsyncCommands<String, String> async = guard.commands().async();
        proxy.delayReplies(SLOW);
        for (int i = 0; i < MANY; i++) {
            RedisFuture<String> call = async.get(key);
            call.cancel(true);
            assertThat(call.isCancelled()).isTrue();
        }

        assertThat(redis.get(key)).isEqualTo(value);
        proxy.heal();
        await().untilAsserted(() -> assertThat(redis.get(key)).isEqualTo(value));
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    private RedisCommands<String, String> patient() {
        return guard.commands().within(BUSY_MACHINE).sync();
    }

    private Calls work(Callers.Call call) throws InterruptedException {
        try (Callers callers = Callers.start(CALLERS, call)) {
            callers.workFor(RUN);
            return callers.stop();
        }
    }

    /** The bytes of the reply came before its caller gave up, and no others follow. */
    @Test
    void aReplyThatIsReadTooLateIsNotSilence() throws InterruptedException {
        redis.set(key, value);
        CountDownLatch late = new CountDownLatch(1);
        RedisCommands<String, String> slowReader = guard.commands(new StringCodec() {
                    @Override
                    public String decodeValue(ByteBuffer bytes) {
                        try {
                            assertThat(late.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                                    .isTrue();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return super.decodeValue(bytes);
                    }
                })
                .sync();
        assertThatThrownBy(() -> slowReader.get(key)).isInstanceOf(DeadlineExceededException.class);
        late.countDown();
        try (Callers nobody = Callers.start(0, (caller, turn) -> {})) {
            nobody.workFor(SLACK);
        }

        assertThat(redis.get(key)).isEqualTo(value);
        assertThat(proxy.accepted()).isEqualTo(1);
    }
}
