package io.redisguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redisguard.Canary;
import io.redisguard.CapturedLog;
import io.redisguard.command.CommandCall;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainCall;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowCallTest {
    private static final long SLOW = Duration.ofMillis(150).toNanos();

    private final CapturedLog log = CapturedLog.from(Level.INFO);
    private final Watched watched = Watched.by(new SimpleMeterRegistry());

    @AfterEach
    void close() {
        log.close();
    }

    private void slow(int calls) {
        for (int i = 0; i < calls; i++) {
            watched.pass(new PlainCall("GET", "k").elapsed(SLOW), CallOutcome.SUCCESS);
        }
    }

    @Test
    void oneLineTellsOfASlowCallButNotOfItsArguments() {
        watched.pass(
                new PlainCall("SET", Canary.key("slow"), Canary.value())
                        .elapsed(SLOW)
                        .requestBytes(50)
                        .reply(1, 2),
                CallOutcome.SUCCESS);

        assertThat(log.warnings())
                .containsExactly("SET to server:6379 took 150 ms, the limit is 100 ms: SUCCESS, attempts: 1,"
                        + " sent: 50 bytes, received: 1 elements of 2 bytes.");
        assertThat(Canary.isIn(log.text())).isFalse();
    }

    @Test
    void anEventTellsTheSame() {
        watched.pass(new PlainCall("GET", "k").elapsed(SLOW), CallOutcome.DEADLINE_AFTER_SENDING);

        assertThat(watched.events)
                .containsExactly(new GuardEvent.SlowCall(
                        "server:6379", "GET", Duration.ofMillis(150), CallOutcome.DEADLINE_AFTER_SENDING, 1));
    }

    @Test
    void aCallIsSlowFromTheThresholdOn() {
        long threshold = Duration.ofMillis(100).toNanos();
        watched.pass(new PlainCall("GET", "k").elapsed(threshold - 1), CallOutcome.SUCCESS);
        assertThat(watched.events).isEmpty();

        watched.pass(new PlainCall("GET", "k").elapsed(threshold), CallOutcome.SUCCESS);

        assertThat(watched.events).hasSize(1);
    }

    @Test
    void whatABlockingCommandAsksTheServerToWaitDoesNotCount() {
        long wait = Duration.ofSeconds(5).toNanos();
        long serverTick = Duration.ofMillis(100).toNanos();
        watched.pass(new PlainCall("BLPOP", "q", "5").serverWait(wait).elapsed(wait + SLOW), CallOutcome.SUCCESS);
        assertThat(watched.events).isEmpty();

        watched.pass(
                new PlainCall("BLPOP", "q", "5").serverWait(wait).elapsed(wait + SLOW + serverTick),
                CallOutcome.SUCCESS);

        assertThat(watched.events)
                .containsExactly(new GuardEvent.SlowCall(
                        "server:6379", "BLPOP", Duration.ofMillis(250), CallOutcome.SUCCESS, 1));
        assertThat(log.warnings()).singleElement().asString().startsWith("BLPOP to server:6379 took 250 ms,");
    }

    @Test
    void aCallThatWouldHaveWaitedForEverIsNotSlow() {
        watched.pass(
                new PlainCall("BLPOP", "q", "0")
                        .serverWait(CommandCall.FOR_EVER)
                        .elapsed(SLOW),
                CallOutcome.REJECTED);

        assertThat(watched.events).isEmpty();
    }

    @Test
    void aMemberOfATransactionIsNotSlowSinceItWaitsForExec() {
        watched.pass(new PlainCall("GET", "k").queued().elapsed(SLOW), CallOutcome.SUCCESS);

        assertThat(watched.events).isEmpty();
    }

    @Test
    void thereAreTenLinesInTenSecondsAndTheNextOneTellsHowManyWereLeftOut() {
        slow(25);
        assertThat(log.warnings()).hasSize(10).noneMatch(line -> line.contains("not logged"));

        watched.timer.pass(Duration.ofMillis(9_999));
        slow(1);
        assertThat(log.warnings()).hasSize(10);

        watched.timer.pass(Duration.ofMillis(1));
        slow(2);

        assertThat(log.warnings()).hasSize(12);
        assertThat(log.warnings().get(10)).endsWith("bytes. Slow calls before it that were not logged: 16.");
        assertThat(log.warnings().get(11)).endsWith("bytes.");
        assertThat(watched.events).hasSize(28);
    }

    @Test
    void theThresholdIsAnOption() {
        Watched strict = Watched.withSlowCalls(new SimpleMeterRegistry(), Duration.ofMillis(1));

        strict.pass(new PlainCall("GET", "k").elapsed(1_200_000), CallOutcome.SUCCESS);

        assertThat(log.warnings()).singleElement().asString().contains("took 1 ms, the limit is 1 ms");
    }

    @Test
    void noneIsSlowWhenItIsSwitchedOff() {
        Watched off = Watched.withSlowCalls(new SimpleMeterRegistry(), Duration.ZERO);

        off.pass(new PlainCall("GET", "k").elapsed(Duration.ofDays(1).toNanos()), CallOutcome.SUCCESS);

        assertThat(log.warnings()).isEmpty();
        assertThat(off.events).isEmpty();
    }
}
