package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.command.CommandCall;
import io.redisguard.error.CommandRejectedException;
import io.redisguard.simulation.PlainCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineStageTest {
    private static final Duration TOTAL = Duration.ofMillis(400);
    private static final Duration ATTEMPT = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofMillis(700);
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final DeadlineStage stage = new DeadlineStage(DeadlineOptions.builder()
            .total(TOTAL)
            .attempt(ATTEMPT)
            .slow(SLOW)
            .blockingMargin(MARGIN)
            .build());

    private void assertLimits(PlainCall call, Duration attempt, Duration total) {
        stage.enter(call);

        assertThat(Duration.ofNanos(call.attemptNanos())).isEqualTo(attempt);
        assertThat(Duration.ofNanos(call.totalNanos())).isEqualTo(total);
    }

    @Test
    void givesAnOrdinaryCallItsShareForEachAttempt() {
        assertLimits(new PlainCall("GET", "k"), ATTEMPT, TOTAL);
    }

    @Test
    void givesACommandThatNobodyKnowsTheSame() {
        assertLimits(new PlainCall("NOSUCHCOMMAND"), ATTEMPT, TOTAL);
    }

    @Test
    void givesASlowCommandAllItsTimeForOneAttempt() {
        assertLimits(new PlainCall("EVAL", "return 1", "0"), SLOW, SLOW);
    }

    @Test
    void givesTheServerTheTimeToWaitAndAMargin() {
        assertLimits(new PlainCall("BLPOP", "k", "2").serverWait(WAIT.toNanos()), WAIT.plus(MARGIN), WAIT.plus(MARGIN));
    }

    @Test
    void putsTheCallersLimitAboveItsOwn() {
        Duration limit = Duration.ofMillis(50);

        assertLimits(new PlainCall("GET", "k").callerLimit(limit.toNanos()), limit, limit);
        assertLimits(new PlainCall("EVAL", "return 1", "0").callerLimit(limit.toNanos()), limit, limit);
    }

    @Test
    void putsTheWaitOfTheServerAboveTheCallersLimit() {
        PlainCall call =
                new PlainCall("BLPOP", "k", "2").serverWait(WAIT.toNanos()).callerLimit(1);

        assertLimits(call, WAIT.plus(MARGIN), WAIT.plus(MARGIN));
    }

    @Test
    void aWaitTooLongToAddAMarginStaysLong() {
        PlainCall call = new PlainCall("BLPOP", "k", "9").serverWait(CommandCall.FOR_EVER - 1);

        stage.enter(call);

        assertThat(call.attemptNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesToWaitForEver() {
        PlainCall call = new PlainCall("BLPOP", "k", "0")
                .serverWait(CommandCall.FOR_EVER)
                .callerLimit(1);

        assertThatThrownBy(() -> stage.enter(call))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageStartingWith("BLPOP was refused: it asks the server to wait for ever")
                .hasMessageContaining("Give it a longer timeout");
    }
}
