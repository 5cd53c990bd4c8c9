package io.redisguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.netty.buffer.ByteBuf;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.ConnectionLostException;
import io.redisguard.error.DeadlineExceededException;
import io.redisguard.error.GuardFailure;
import io.redisguard.resilience.DeadlineOptions;
import io.redisguard.resilience.LinkOptions;
import io.redisguard.resilience.RepeatedWrites;
import io.redisguard.resilience.RetryOptions;
import io.redisguard.test.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls are sent again, seen from the server: it answers the first ones with trouble. */
class RepeatedCallsTest {
    private static final String LOST = "lost";
    private static final String HALF = "*2\r\n$3\r\none\r\n";
    private static final String LOADING = "-LOADING Redis is loading the dataset in memory\r\n";
    private static final String READONLY = "-READONLY You can't write against a read only replica.\r\n";
    private static final String VALUE = "$5\r\nvalue\r\n";
    private static final String OK = "+OK\r\n";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Queue<GuardEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<String> replies = new ArrayDeque<>();
    private final ScriptedServer server = ScriptedServer.start();
    private RedisGuard guard = guard(options -> options);

    private RedisGuard guard(UnaryOperator<RetryOptions.Builder> retry) {
        return RedisGuard.builder()
                .uri(server.uri())
                .deadlines(DeadlineOptions.builder()
                        .total(DEADLINE)
                        .attempt(DEADLINE)
                        .slow(DEADLINE)
                        .build())
                // a busy machine may take longer to reconnect than a service should wait
                .link(LinkOptions.builder().reconnectGrace(DEADLINE).build())
                .retry(retry.apply(RetryOptions.builder()).build())
                .onEvent(events::add)
                .build();
    }

    private void retrying(UnaryOperator<RetryOptions.Builder> retry) {
        guard.close();
        guard = guard(retry);
    }

    @AfterEach
    void end() {
        guard.close();
        server.close();
    }

    /** Lets the server answer the calls of a command with these, one after the other. */
    private void answers(String command, String... inTurn) {
        replies.addAll(List.of(inTurn));
        server.on(command, args -> {
            String reply = String.valueOf(replies.poll());
            if (reply.equals(LOST)) {
                server.cutAfter(0);
                return VALUE.getBytes(StandardCharsets.US_ASCII);
            }
            if (reply.equals(HALF)) {
                server.cutAfter(HALF.length());
            }
            return (reply.equals(HALF) ? HALF + "$3\r\ntwo\r\n" : reply).getBytes(StandardCharsets.US_ASCII);
        });
    }

    private long received(String command) {
        return server.received().stream()
                .filter(one -> one.name().toUpperCase(Locale.ROOT).equals(command))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void aReadThatIsLostIsRepeatedThroughEveryDoor(Door door) throws Exception {
        server.on("ECHO", "$1\r\nn\r\n");
        answers("GET", LOST, VALUE);

        Object reply = door.send(guard.commands().connection(), "GET k");

        assertThat(String.valueOf(reply)).contains("value");
        assertThat(received("GET")).isEqualTo(2);
        assertThat(events).hasAtLeastOneElementOfType(GuardEvent.CallRepeated.class);
    }

    @ParameterizedTest
    @EnumSource
    void aReadThatALoadingServerRefusesIsRepeatedThroughEveryDoor(Door door) throws Exception {
        server.on("ECHO", "$1\r\nn\r\n");
        answers("GET", LOADING, LOADING, VALUE);

        Object reply = door.send(guard.commands().connection(), "GET k");

        assertThat(String.valueOf(reply)).contains("value");
        assertThat(received("GET")).isEqualTo(3);
    }

    @Test
    void afterThreeAttemptsTheCallerHearsWhatTheServerSaid() {
        answers("GET", LOADING, LOADING, LOADING, VALUE);

        assertThatThrownBy(() -> guard.commands().sync().get("k"))
                .isInstanceOf(RedisLoadingException.class)
                .hasMessageStartingWith("LOADING ");

        assertThat(received("GET")).isEqualTo(3);
        assertThat(events)
                .contains(new GuardEvent.RepeatDenied(guardedServer(), "GET", GuardEvent.RepeatDenied.Reason.ATTEMPTS));
    }

    @Test
    void afterThreeAttemptsTheCallerHearsThatTheLinkWasLost() {
        answers("GET", LOST, LOST, LOST, VALUE);

        assertThatThrownBy(() -> guard.commands().sync().get("k"))
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.wasSent()).isTrue());
        assertThat(received("GET")).isEqualTo(3);
    }

    private String guardedServer() {
        return server.host() + ":" + server.port();
    }

    @Test
    void aWriteThatIsNotEqualTwiceIsNotRepeatedWhenItIsLost() {
        answers("INCR", LOST, ":2\r\n");

        assertThatThrownBy(() -> guard.commands().sync().incr("k")).isInstanceOf(ConnectionLostException.class);

        assertThat(received("INCR")).isOne();
    }

    @Test
    void anyWriteIsRepeatedWhenTheServerHasNotExecutedIt() {
        answers("INCR", LOADING, ":1\r\n");

        assertThat(guard.commands().sync().incr("k")).isOne();
    }

    @Test
    void aWriteThatIsEqualTwiceIsRepeatedForACallerThatWaits() {
        answers("SET", LOST, OK);

        assertThat(guard.commands().sync().set(Canary.key("k"), Canary.value())).isEqualTo("OK");
        assertThat(received("SET")).isEqualTo(2);
    }

    @Test
    void aWriteIsNotRepeatedIfALaterOneOfItsCallerCouldOvertakeIt() {
        answers("SET", LOST, OK, LOADING, OK);

        assertThatThrownBy(() -> Door.await(guard.commands().async().set(Canary.key("k"), Canary.value())))
                .isInstanceOf(ConnectionLostException.class);
        assertThat(guard.commands().sync().set(Canary.key("k"), Canary.value())).isEqualTo("OK");
        assertThatThrownBy(() -> Door.await(guard.commands().async().set(Canary.key("k"), Canary.value())))
                .isInstanceOf(RedisLoadingException.class);

        assertThat(received("SET")).isEqualTo(3);
    }

    @Test
    void whoAsksForItGetsAsynchronousWritesRepeated() throws Exception {
        retrying(options -> options.writes(RepeatedWrites.ALWAYS));
        answers("SET", LOST, LOADING, OK);

        assertThat(Door.await(guard.commands().async().set(Canary.key("k"), Canary.value())))
                .isEqualTo("OK");
        assertThat(received("SET")).isEqualTo(3);
    }

    @Test
    void whoAsksForItGetsNoWriteRepeated() {
        retrying(options -> options.writes(RepeatedWrites.NEVER));
        answers("SET", LOST, OK);

        assertThatThrownBy(() -> guard.commands().sync().set(Canary.key("k"), Canary.value()))
                .isInstanceOf(ConnectionLostException.class);
        assertThat(received("SET")).isOne();
    }

    @Test
    void whoAsksForItGetsNothingRepeated() {
        retrying(options -> options.maxAttempts(1));
        answers("GET", LOST, VALUE, LOADING, VALUE);

        assertThatThrownBy(() -> guard.commands().sync().get("k")).isInstanceOf(ConnectionLostException.class);
        assertThat(guard.commands().sync().get("k")).isEqualTo("value");
        assertThatThrownBy(() -> guard.commands().sync().get("k")).isInstanceOf(RedisLoadingException.class);
        assertThat(received("GET")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET k v NX", "SET k v XX GET", "GETDEL k", "LPUSH k v", "XADD k * f v", "EVAL s 0"})
    void theArgumentsDecide(String line) {
        String name = line.substring(0, line.indexOf(' '));
        answers(name, LOST, OK);

        assertThat(catchThrowable(() -> Door.SYNC.send(guard.commands().connection(), line)))
                .isInstanceOf(ConnectionLostException.class);
        assertThat(received(name)).isOne();
    }

    @Test
    void aScriptThatAReplicaRefusesMayHaveDoneAPartOfItsWork() {
        answers("EVAL", READONLY, OK);

        assertThatThrownBy(() -> guard.commands().sync().eval("s", ScriptOutputType.STATUS))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("READONLY");
        assertThat(received("EVAL")).isOne();
    }

    @Test
    void errorsOfTheCallerAreNotRepeated() {
        answers("GET", "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n", VALUE);

        assertThatThrownBy(() -> guard.commands().sync().get("k"))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("WRONGTYPE");
        assertThat(received("GET")).isOne();
    }

    @Test
    void aCallThatHasHadItsTimeIsNotRepeated() {
        server.silent("GET");

        assertThatThrownBy(() ->
                        guard.commands().within(Duration.ofMillis(50)).sync().get("k"))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(received("GET")).isOne();
    }

    /** The caller's output holds a part already; another reply would be added to it. */
    @Test
    void aReplyOfWhichAPartHasComeIsNotMixedWithAnother() {
        answers("LRANGE", HALF, "*2\r\n$3\r\none\r\n$3\r\ntwo\r\n");

        assertThatThrownBy(() -> guard.commands().sync().lrange("k", 0, -1))
                .isInstanceOf(ConnectionLostException.class);
        assertThat(received("LRANGE")).isOne();
        assertThat(guard.commands().sync().lrange("k", 0, -1)).containsExactly("one", "two");
    }

    @Test
    void aReadIsNotRepeatedOnAnExclusiveConnection() {
        answers("GET", LOST, VALUE);

        assertThatThrownBy(() -> guard.exclusive(connection -> connection.sync().get("k")))
                .isInstanceOf(ConnectionLostException.class);
        assertThat(received("GET")).isOne();
    }

    /** The second attempt never gets out, but the first one did. */
    @Test
    void whatTheFirstAttemptHasDoneIsNotForgotten() {
        try (RedisGuard impatient = RedisGuard.builder()
                .uri(server.uri())
                .link(LinkOptions.builder()
                        .reconnectGrace(Duration.ofMillis(100))
                        .build())
                .build()) {
            server.on("SET", args -> {
                server.close();
                return OK.getBytes(StandardCharsets.US_ASCII);
            });

            Throwable failure = catchThrowable(() -> impatient.commands().sync().set(Canary.key("k"), Canary.value()));

            assertThat(GuardFailure.isOutcomeUnknown(failure)).isTrue();
        }
    }

    @Test
    void nothingIsRepeatedWhenItsTimeWouldBeOver() {
        retrying(options -> options.shortestPause(Duration.ofMillis(500)));
        answers("GET", LOADING, VALUE);

        assertThatThrownBy(() ->
                        guard.commands().within(Duration.ofMillis(400)).sync().get("k"))
                .isInstanceOf(RedisLoadingException.class);
        assertThat(events)
                .contains(new GuardEvent.RepeatDenied(guardedServer(), "GET", GuardEvent.RepeatDenied.Reason.DEADLINE));
    }

    @Test
    void aListenerThatFailsHarmsNoCall() {
        answers("GET", LOST, VALUE);
        try (RedisGuard listened = RedisGuard.builder()
                .uri(server.uri())
                .onEvent(event -> {
                    throw new IllegalStateException("on purpose");
                })
                .build()) {
            assertThat(listened.commands().within(Duration.ofSeconds(10)).sync().get("k"))
                    .isEqualTo("value");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOADING, READONLY, "-OOM command not allowed when used memory > 'maxmemory'.\r\n"})
    void anErrorSaysNothingOfTheAttemptBeforeIt(String error) {
        answers("SET", LOST, error, error, error);

        assertThatThrownBy(() -> guard.commands().sync().set(Canary.key("k"), Canary.value()))
                .isInstanceOfSatisfying(
                        ConnectionLostException.class,
                        lost -> assertThat(lost.isOutcomeUnknown()).isTrue())
                .hasCauseInstanceOf(RedisCommandExecutionException.class);
    }

    @Test
    void anErrorAfterALostReadIsPassedOn() {
        answers("GET", LOST, "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n");

        assertThatThrownBy(() -> guard.commands().sync().get("k"))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("WRONGTYPE");
    }

    @Test
    void aCodecIsNotAskedAgainForARepeat() {
        answers("SET", LOST, OK);
        RedisCodec<String, String> failsLater = new StringCodec() {
            @Override
            public void encodeValue(String value, ByteBuf target) {
                if (received("SET") > 0) {
                    throw new IllegalStateException("on purpose");
                }
                super.encodeValue(value, target);
            }
        };

        assertThat(guard.commands(failsLater).sync().set(Canary.key("k"), Canary.value()))
                .isEqualTo("OK");
        assertThat(received("SET")).isEqualTo(2);
    }

    /** The interrupt comes when the first attempt has ended and the second one is not there yet. */
    @Test
    void anInterruptEndsACallThatIsAboutToBeRepeated() {
        answers("GET", LOST, "");
        Thread caller = Thread.currentThread();
        try (RedisGuard interrupting = RedisGuard.builder()
                .uri(server.uri())
                .onEvent(event -> {
                    if (event instanceof GuardEvent.CallRepeated) {
                        caller.interrupt();
                        await().until(() -> !caller.isInterrupted());
                    }
                })
                .build()) {
            Throwable failure = catchThrowable(
                    () -> interrupting.commands().within(DEADLINE).sync().get("k"));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).isInstanceOf(CallInterruptedException.class);
        }
    }

    @Test
    void aRepeatSendsTheBytesThatWereLookedAt() {
        answers("SET", LOADING, LOADING, OK);
        AtomicInteger asked = new AtomicInteger();
        RedisCodec<String, String> fickle = new StringCodec() {
            @Override
            public void encodeValue(String value, ByteBuf target) {
                super.encodeValue(value + asked.incrementAndGet(), target);
            }
        };

        assertThat(guard.commands(fickle).sync().set("k", "v")).isEqualTo("OK");

        assertThat(server.received().stream()
                        .filter(one -> one.name().equals("SET"))
                        .map(ScriptedServer.Command::args))
                .hasSize(3)
                .containsOnly(List.of("k", "v1"));
        assertThat(asked).hasValue(1);
    }
}
