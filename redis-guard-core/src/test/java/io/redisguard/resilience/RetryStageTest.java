package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvent.CallRepeated;
import io.redisguard.command.GuardEvent.RepeatDenied;
import io.redisguard.command.GuardEvent.RepeatDenied.Reason;
import io.redisguard.command.GuardEvents;
import io.redisguard.command.Repetition;
import io.redisguard.command.Repetition.Kind;
import io.redisguard.command.ServerRefusal;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainAttempt;
import io.redisguard.simulation.PlainCall;
import io.redisguard.test.DeterministicRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryStageTest {
    private static final int FLOOR = 50;
    private static final long SERVER_WAIT = Duration.ofSeconds(5).toNanos();
    private final Exception failure = new IllegalStateException("what the caller would be told");

    private final List<GuardEvent> events = new ArrayList<>();
    private final DeterministicRandom random = DeterministicRandom.seeded(7);

    private RetryStage stage(ConnectionRole role, RetryOptions options) {
        return new RetryStage(
                role, "server:6379", options, new RetryBudget(options), random, new GuardEvents(events::add));
    }

    private RetryStage stage(RepeatedWrites writes) {
        return stage(
                ConnectionRole.SHARED, RetryOptions.builder().writes(writes).build());
    }

    private RetryStage stage() {
        return stage(RepeatedWrites.WHEN_CALLER_WAITS);
    }

    private Repetition lost(RetryStage stage, PlainCall call) {
        return stage.afterFailure(new PlainAttempt(call).sent(), CallOutcome.CONNECTION_LOST_AFTER_SENDING, failure);
    }

    private Repetition neverSent(RetryStage stage, PlainCall call) {
        return stage.afterFailure(new PlainAttempt(call), CallOutcome.CONNECTION_LOST_BEFORE_SENDING, failure);
    }

    private Repetition refused(RetryStage stage, PlainCall call, ServerRefusal by) {
        return stage.afterFailure(new PlainAttempt(call).refused(by), CallOutcome.SERVER_ERROR, failure);
    }

    /** What a command may be, as far as repeats are concerned. */
    enum Command {
        READ("GET k"),
        READ_BY_ARGUMENTS("SORT k"),
        WRITE("SETEX k 9 v"),
        WRITE_BY_ARGUMENTS("SET k v"),
        CONDITIONAL_WRITE("SET k v NX"),
        STATE_ONLY("DEL k"),
        INCREMENT("INCR k"),
        SCRIPT("EVAL script 0"),
        TRANSACTION("EXEC"),
        UNKNOWN("NOSUCHCOMMAND k");

        private static final Set<Command> READS = EnumSet.of(READ, READ_BY_ARGUMENTS);
        private static final Set<Command> WRITES = EnumSet.of(WRITE, WRITE_BY_ARGUMENTS);
        private static final Set<Command> PARTLY_DONE = EnumSet.of(SCRIPT, TRANSACTION);

        private final String line;

        Command(String line) {
            this.line = line;
        }

        PlainCall call(Caller caller) {
            List<String> words = List.of(line.split(" ", -1));
            PlainCall call =
                    new PlainCall(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
            return caller == Caller.WAITS ? call.blocked() : call;
        }
    }

    enum Caller {
        WAITS,
        GOES_ON
    }

    static Stream<Arguments> commandsCallersAndWrites() {
        return Stream.of(Command.values())
                .flatMap(command -> Stream.of(Caller.values())
                        .flatMap(caller ->
                                Stream.of(RepeatedWrites.values()).map(writes -> arguments(command, caller, writes))));
    }

    private static boolean writesMayComeLater(Caller caller, RepeatedWrites writes) {
        return writes == RepeatedWrites.ALWAYS
                || (writes == RepeatedWrites.WHEN_CALLER_WAITS && caller == Caller.WAITS);
    }

    @ParameterizedTest
    @MethodSource("commandsCallersAndWrites")
    void afterALossReadsAreRepeatedAndSuchWritesAsMayRunTwiceAndLater(
            Command command, Caller caller, RepeatedWrites writes) {
        boolean repeats = Command.READS.contains(command)
                || (Command.WRITES.contains(command) && writesMayComeLater(caller, writes));

        assertThat(lost(stage(writes), command.call(caller)))
                .isEqualTo(repeats ? Repetition.WHEN_LINKED : Repetition.NONE);
    }

    @ParameterizedTest
    @MethodSource("commandsCallersAndWrites")
    void whatWasNeverSentWaitsForTheLinkUnlessAWriteCouldOvertakeIt(
            Command command, Caller caller, RepeatedWrites writes) {
        boolean waits = Command.READS.contains(command) || writesMayComeLater(caller, writes);

        assertThat(neverSent(stage(writes), command.call(caller)))
                .isEqualTo(waits ? Repetition.WHEN_LINKED : Repetition.NONE);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commandsCallersAndWrites")
    void afterARefusalAllButScriptsAndTransactionsAreRepeatedUnlessAWriteCouldOvertakeThem(
            Command command, Caller caller, RepeatedWrites writes) {
        boolean repeats = !Command.PARTLY_DONE.contains(command)
                && (Command.READS.contains(command) || writesMayComeLater(caller, writes));

        for (ServerRefusal refusal : ServerRefusal.values()) {
            if (!refusal.isRedirection()) {
                assertThat(refused(stage(writes), command.call(caller), refusal).kind())
                        .isEqualTo(repeats ? Kind.AFTER_PAUSE : Kind.NONE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MOVED", "ASK"})
    void aRedirectionIsFollowedWhateverTheCommandAndUsesUpNothing(ServerRefusal by) {
        RetryStage stage = stage(RepeatedWrites.NEVER);
        PlainCall call = new PlainCall("INCR", "k");

        for (int followed = 0; followed < 5; followed++) {
            assertThat(refused(stage, call.redirected(followed), by)).isEqualTo(Repetition.REDIRECTED);
        }

        assertThat(refused(stage, call.redirected(5), by)).isEqualTo(Repetition.NONE);
        assertThat(events)
                .hasSize(5)
                .allSatisfy(
                        event -> assertThat(event).isEqualTo(new GuardEvent.CallRedirected("server:6379", "INCR", by)));
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitedForItsLinkInVainIsGivenUp(RepeatedWrites writes) {
        PlainAttempt attempt = new PlainAttempt(new PlainCall("GET", "k").blocked()).neverEntered();

        assertThat(stage(writes).afterFailure(attempt, CallOutcome.CONNECTION_LOST_BEFORE_SENDING, failure))
                .isEqualTo(Repetition.NONE);
    }

    /** How the failure is called is not what tells whether bytes have gone out. */
    @ParameterizedTest
    @EnumSource(names = {"CONNECTION_LOST_BEFORE_SENDING", "CONNECTION_LOST_AFTER_SENDING"})
    void whatHasBeenSentIsNeverTakenForUnsent(CallOutcome outcome) {
        PlainAttempt attempt = new PlainAttempt(new PlainCall("INCR", "k").blocked()).sent();

        assertThat(stage().afterFailure(attempt, outcome, failure)).isEqualTo(Repetition.NONE);
    }

    @Test
    void aReadWithAPartOfItsReplyIsNotRepeated() {
        PlainAttempt attempt =
                new PlainAttempt(new PlainCall("GET", "k").blocked()).sent().withPartOfReply();

        assertThat(stage().afterFailure(attempt, CallOutcome.CONNECTION_LOST_AFTER_SENDING, failure))
                .isEqualTo(Repetition.NONE);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CONNECTION_LOST_BEFORE_SENDING", "CONNECTION_LOST_AFTER_SENDING", "SERVER_ERROR"})
    void nothingIsRepeatedAfterAnythingElse(CallOutcome outcome) {
        RetryStage stage = stage(RepeatedWrites.ALWAYS);
        PlainCall call = new PlainCall("GET", "k").blocked();

        assertThat(stage.afterFailure(new PlainAttempt(call), outcome, failure)).isEqualTo(Repetition.NONE);
        assertThat(stage.afterFailure(new PlainAttempt(call).sent(), outcome, failure))
                .isEqualTo(Repetition.NONE);
        assertThat(stage.afterFailure(new PlainAttempt(call).refused(ServerRefusal.LOADING), outcome, failure))
                .isEqualTo(Repetition.NONE);
    }

    @Test
    void anErrorThatIsNoRefusalIsNotRepeated() {
        PlainAttempt attempt = new PlainAttempt(new PlainCall("GET", "k").blocked()).sent();

        assertThat(stage().afterFailure(attempt, CallOutcome.SERVER_ERROR, failure))
                .isEqualTo(Repetition.NONE);
    }

    @Test
    void nothingIsRepeatedOnAnExclusiveConnection() {
        RetryStage stage = stage(
                ConnectionRole.EXCLUSIVE,
                RetryOptions.builder().writes(RepeatedWrites.ALWAYS).build());
        PlainCall call = new PlainCall("GET", "k").blocked();

        assertThat(lost(stage, call)).isEqualTo(Repetition.NONE);
        assertThat(neverSent(stage, call)).isEqualTo(Repetition.NONE);
        assertThat(refused(stage, call, ServerRefusal.LOADING)).isEqualTo(Repetition.NONE);
    }

    /** A connection that a call has for itself while it waits on the server knows nothing but this call. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MOVED", "ASK"})
    void whatWaitsOnTheServerIsRepeatedAfterARefusalLikeAllOthers(ServerRefusal by) {
        for (Caller caller : Caller.values()) {
            for (RepeatedWrites writes : RepeatedWrites.values()) {
                RetryStage stage = stage(
                        ConnectionRole.BLOCKING,
                        RetryOptions.builder().writes(writes).build());

                assertThat(refused(stage, waiting("BLPOP", caller), by).kind())
                        .isEqualTo(writesMayComeLater(caller, writes) ? Kind.AFTER_PAUSE : Kind.NONE);
                assertThat(refused(stage, waiting("XREAD", caller), by).kind()).isEqualTo(Kind.AFTER_PAUSE);
            }
        }
    }

    private static PlainCall waiting(String command, Caller caller) {
        PlainCall call = new PlainCall(command, "k", "5").serverWait(SERVER_WAIT);
        return caller == Caller.WAITS ? call.blocked() : call;
    }

    @Test
    void whatWaitsOnTheServerIsRepeatedOnlyIfItsWholeTimeFitsOnceMore() {
        RetryStage stage = stage(ConnectionRole.BLOCKING, RetryOptions.builder().build());

        assertThat(refused(stage, waiting("BLPOP", Caller.WAITS).remaining(SERVER_WAIT), ServerRefusal.READONLY))
                .isEqualTo(Repetition.NONE);
        assertThat(events).containsExactly(new RepeatDenied("server:6379", "BLPOP", Reason.DEADLINE));
        assertThat(refused(stage, waiting("BLPOP", Caller.WAITS).remaining(SERVER_WAIT), ServerRefusal.MOVED))
                .isEqualTo(Repetition.NONE);
        assertThat(refused(stage, waiting("BLPOP", Caller.WAITS).remaining(SERVER_WAIT + 1), ServerRefusal.MOVED))
                .isEqualTo(Repetition.REDIRECTED);
    }

    /** XREAD from `$` would miss what has come meanwhile. */
    @Test
    void whatWaitedOnAServerThatIsLostIsNotRepeated() {
        RetryStage stage = stage(
                ConnectionRole.BLOCKING,
                RetryOptions.builder().writes(RepeatedWrites.ALWAYS).build());

        assertThat(lost(stage, waiting("XREAD", Caller.GOES_ON))).isEqualTo(Repetition.NONE);
        assertThat(lost(stage, waiting("BLPOP", Caller.WAITS))).isEqualTo(Repetition.NONE);
    }

    /** There is no link that all wait for, so this has an end of its own. */
    @Test
    void whatHadAConnectionForItselfAndWasNotSentTakesAttempts() {
        RetryStage stage = stage(ConnectionRole.BLOCKING, RetryOptions.builder().build());
        PlainCall call = waiting("BLPOP", Caller.WAITS);

        assertThat(neverSent(stage, call).kind()).isEqualTo(Kind.AFTER_PAUSE);
        assertThat(neverSent(stage, call).kind()).isEqualTo(Kind.AFTER_PAUSE);
        assertThat(neverSent(stage, call)).isEqualTo(Repetition.NONE);
    }

    @Test
    void noMemberOfATransactionIsRepeated() {
        RetryStage stage = stage(RepeatedWrites.ALWAYS);
        PlainCall call = new PlainCall("GET", "k").blocked().queued();

        assertThat(lost(stage, call)).isEqualTo(Repetition.NONE);
        assertThat(neverSent(stage, call)).isEqualTo(Repetition.NONE);
        assertThat(refused(stage, call, ServerRefusal.LOADING)).isEqualTo(Repetition.NONE);
    }

    @Test
    void argumentsThatCannotBeReadAreNotRepeatedAfterALoss() {
        PlainCall call = new PlainCall("SET", "k", "v").blocked().unreadable();

        assertThat(lost(stage(RepeatedWrites.ALWAYS), call)).isEqualTo(Repetition.NONE);
    }

    @Test
    void aCallIsSentThreeTimesAtMostWhateverFailedBefore() {
        RetryStage stage = stage();
        PlainCall call = new PlainCall("GET", "k");

        assertThat(lost(stage, call)).isEqualTo(Repetition.WHEN_LINKED);
        assertThat(refused(stage, call, ServerRefusal.LOADING).kind()).isEqualTo(Kind.AFTER_PAUSE);
        assertThat(lost(stage, call)).isEqualTo(Repetition.NONE);

        assertThat(events.get(0)).isEqualTo(new CallRepeated("server:6379", "GET", 1, Duration.ZERO));
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        CallRepeated.class, event -> assertThat(event.attempt()).isEqualTo(2));
        assertThat(events.get(2)).isEqualTo(new RepeatDenied("server:6379", "GET", Reason.ATTEMPTS));
        assertThat(events).hasSize(3);
    }

    @Test
    void oneAttemptMeansThatNothingThatWasSentIsRepeated() {
        RetryStage stage = stage(
                ConnectionRole.SHARED, RetryOptions.builder().maxAttempts(1).build());

        assertThat(lost(stage, new PlainCall("GET", "k"))).isEqualTo(Repetition.NONE);
        assertThat(refused(stage, new PlainCall("GET", "k"), ServerRefusal.LOADING))
                .isEqualTo(Repetition.NONE);
        assertThat(neverSent(stage, new PlainCall("GET", "k"))).isEqualTo(Repetition.WHEN_LINKED);
    }

    @Test
    void aWaitForTheLinkTakesNeitherAnAttemptNorBudget() {
        RetryStage stage = stage();
        PlainCall call = new PlainCall("GET", "k");

        for (int i = 0; i < 2 * FLOOR; i++) {
            assertThat(neverSent(stage, call)).isEqualTo(Repetition.WHEN_LINKED);
        }

        assertThat(lost(stage, call)).isEqualTo(Repetition.WHEN_LINKED);
        assertThat(lost(stage, call)).isEqualTo(Repetition.WHEN_LINKED);
    }

    @Test
    void pausesAreSpreadFromTenToFiveHundredMilliseconds() {
        RetryStage stage = stage(
                ConnectionRole.SHARED,
                RetryOptions.builder().budgetPerSecond(1_000).build());
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long nanos = refused(stage, new PlainCall("GET", "k"), ServerRefusal.TRYAGAIN)
                    .delayNanos();
            millis.add(nanos / 1_000_000);
        }

        assertThat(millis).allMatch(pause -> pause >= 10 && pause <= 500);
        assertThat(millis.stream().mapToLong(pause -> pause).min()).hasValue(10);
        assertThat(millis.stream().mapToLong(pause -> pause).max()).hasValue(500);
        assertThat(millis.stream().mapToLong(pause -> pause).average().orElse(0))
                .isBetween(240.0, 270.0);
    }

    @Test
    void theEventTellsThePauseThatIsMade() {
        Repetition repetition = refused(stage(), new PlainCall("GET", "k"), ServerRefusal.LOADING);

        assertThat(events)
                .containsExactly(new CallRepeated("server:6379", "GET", 1, Duration.ofNanos(repetition.delayNanos())));
    }

    @Test
    void aPauseThatTheDeadlineDoesNotLeaveIsNotMade() {
        PlainCall call =
                new PlainCall("GET", "k").remaining(Duration.ofMillis(10).toNanos());

        assertThat(refused(stage(), call, ServerRefusal.LOADING)).isEqualTo(Repetition.NONE);
        assertThat(events).containsExactly(new RepeatDenied("server:6379", "GET", Reason.DEADLINE));
    }

    @Test
    void aCallThatHasNoTimeLeftIsNotRepeatedAfterALoss() {
        assertThat(lost(stage(), new PlainCall("GET", "k").remaining(0))).isEqualTo(Repetition.NONE);
        assertThat(events).containsExactly(new RepeatDenied("server:6379", "GET", Reason.DEADLINE));
    }

    /** It makes no pause, so how long the pause would have been does not matter. */
    @Test
    void aLostReadWithLittleTimeLeftWaitsForTheNextLink() {
        RetryStage stage = stage();
        for (int i = 0; i < FLOOR; i++) {
            PlainCall call =
                    new PlainCall("GET", "k").remaining(Duration.ofMillis(9).toNanos());

            assertThat(lost(stage, call)).isEqualTo(Repetition.WHEN_LINKED);
        }
    }

    @Test
    void whatTheBudgetDoesNotCoverIsNotRepeated() {
        RetryStage stage = stage();
        for (int i = 0; i < FLOOR; i++) {
            assertThat(lost(stage, new PlainCall("GET", "k"))).isEqualTo(Repetition.WHEN_LINKED);
        }
        events.clear();

        assertThat(lost(stage, new PlainCall("GET", "k"))).isEqualTo(Repetition.NONE);
        assertThat(refused(stage, new PlainCall("GET", "k"), ServerRefusal.LOADING))
                .isEqualTo(Repetition.NONE);
        assertThat(events)
                .containsExactly(
                        new RepeatDenied("server:6379", "GET", Reason.BUDGET),
                        new RepeatDenied("server:6379", "GET", Reason.BUDGET));
    }

    @Test
    void whatIsDeniedTakesNoBudget() {
        RetryStage stage = stage();
        for (int i = 0; i < 2 * FLOOR; i++) {
            assertThat(lost(stage, new PlainCall("GET", "k").remaining(0))).isEqualTo(Repetition.NONE);
            assertThat(lost(stage, new PlainCall("INCR", "k").blocked())).isEqualTo(Repetition.NONE);
        }

        assertThat(lost(stage, new PlainCall("GET", "k"))).isEqualTo(Repetition.WHEN_LINKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INCR", "EVAL", "EXEC", "NOSUCHCOMMAND"})
    void whatMayNeverBeRepeatedIsNoDenialWorthAnEvent(String command) {
        assertThat(lost(stage(), new PlainCall(command).blocked())).isEqualTo(Repetition.NONE);
        assertThat(events).isEmpty();
    }
}
