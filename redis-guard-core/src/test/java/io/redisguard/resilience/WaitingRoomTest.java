package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.command.LinkWatch;
import io.redisguard.command.LinkWatch.WaitingAttempt;
import io.redisguard.simulation.ManualTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final int SEATS = 4;

    private final ManualTimer timer = new ManualTimer();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final List<Integer> graceEnds = new ArrayList<>();
    private final WaitingRoom room = new WaitingRoom(
            LinkOptions.builder().reconnectGrace(GRACE).maxWaiting(SEATS).build(), timer, threads::add, graceEnds::add);

    /** An attempt that writes down what became of it. */
    private WaitingAttempt attempt(String name) {
        return attempt(name, () -> {});
    }

    private WaitingAttempt attempt(String name, Runnable whenProceeding) {
        return new WaitingAttempt() {
            @Override
            public void proceed() {
                heard.add(name + " proceeds");
                whenProceeding.run();
            }

            @Override
            public void giveUp() {
                heard.add(name + " gives up");
            }
        };
    }

    private boolean await(String name) {
        return room.await(LinkWatch.ANY, attempt(name));
    }

    private static void runAll(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void up() {
        room.up(loop::add);
        runAll(loop);
    }

    private void pass(Duration duration) {
        timer.pass(duration);
        runAll(threads);
    }

    @Test
    void thoseWhoWaitProceedInTheirOrderWhenTheLinkComes() {
        assertThat(List.of(await("a"), await("b"), await("c"))).containsOnly(true);
        assertThat(heard).isEmpty();

        up();

        assertThat(heard).containsExactly("a proceeds", "b proceeds", "c proceeds");
        assertThat(room.size()).isZero();
        assertThat(room.isUp()).isTrue();
        assertThat(timer.size()).isZero();
    }

    @Test
    void newcomersLineUpBehindThoseWhoAreLetGo() {
        room.await(LinkWatch.ANY, attempt("a", () -> await("newcomer")));
        await("b");

        up();

        assertThat(heard).containsExactly("a proceeds", "b proceeds", "newcomer proceeds");
    }

    @Test
    void newcomersLineUpBehindThoseWhoWaitForTheirTurnOnTheLoop() {
        await("a");
        room.up(loop::add);

        assertThat(room.isUp()).isFalse();
        assertThat(await("newcomer")).isTrue();
        assertThat(heard).isEmpty();
        runAll(loop);

        assertThat(heard).containsExactly("a proceeds", "newcomer proceeds");
    }

    @Test
    void aNewcomerToThoseWhoAreLetGoLeavesNoTimer() {
        room.await(LinkWatch.ANY, attempt("a", () -> await("newcomer")));

        up();

        assertThat(timer.size()).isZero();
    }

    @Test
    void anAttemptForAnyLinkProceedsAtOnceOnALinkThatIsUp() {
        up();

        assertThat(await("a")).isTrue();
        assertThat(heard).containsExactly("a proceeds");
        assertThat(timer.size()).isZero();
    }

    @Test
    void anAttemptForTheNextLinkDoesNotProceedOnThePresentOne() {
        up();
        int present = room.generation();

        assertThat(room.await(present, attempt("a"))).isTrue();
        assertThat(heard).isEmpty();

        room.down();
        up();
        assertThat(heard).containsExactly("a proceeds");
        assertThat(room.generation()).isGreaterThan(present);
    }

    @Test
    void anAttemptForTheNextLinkProceedsAtOnceIfThatIsThereAlready() {
        up();
        int lost = room.generation();
        room.down();
        up();

        assertThat(room.await(lost, attempt("a"))).isTrue();
        assertThat(heard).containsExactly("a proceeds");
    }

    @Test
    void anAttemptForTheNextLinkGivesUpWhenThePresentOneStays() {
        up();
        room.await(room.generation(), attempt("a"));

        pass(GRACE);

        assertThat(heard).containsExactly("a gives up");
        assertThat(timer.size()).isZero();
    }

    @Test
    void theEndOfTheGraceGivesAllUpTogether() {
        await("a");
        pass(GRACE.dividedBy(2));
        await("b");

        pass(GRACE.dividedBy(2).minus(MOMENT));
        assertThat(heard).isEmpty();
        assertThat(room.isGraceOver()).isFalse();

        pass(MOMENT);
        assertThat(heard).containsExactly("a gives up", "b gives up");
        assertThat(graceEnds).containsExactly(2);
        assertThat(room.isGraceOver()).isTrue();
        assertThat(timer.size()).isZero();
    }

    @Test
    void nobodyWaitsInAnOldOutage() {
        pass(GRACE);

        assertThat(await("a")).isFalse();
        assertThat(heard).isEmpty();
        assertThat(graceEnds).isEmpty();
        assertThat(timer.size()).isZero();
    }

    @Test
    void theGraceIsCountedFromTheLossOfTheLink() {
        up();
        pass(GRACE.multipliedBy(3));
        assertThat(room.isGraceOver()).isFalse();
        room.down();
        pass(GRACE.minus(MOMENT));

        assertThat(await("a")).isTrue();
        pass(MOMENT);

        assertThat(heard).containsExactly("a gives up");
    }

    @Test
    void hearingOfTheSameLossTwiceDoesNotBeginTheGraceAnew() {
        up();
        assertThat(room.down()).isTrue();
        pass(GRACE.minus(MOMENT));

        assertThat(room.down()).isFalse();
        pass(MOMENT);

        assertThat(room.isGraceOver()).isTrue();
        assertThat(room.outageNanos()).isEqualTo(GRACE.toNanos());
    }

    @Test
    void whoFindsNoSeatDoesNotWait() {
        for (int i = 0; i < SEATS; i++) {
            assertThat(await("a" + i)).isTrue();
        }

        assertThat(await("late")).isFalse();
        assertThat(room.size()).isEqualTo(SEATS);
        up();
        assertThat(heard).hasSize(SEATS).doesNotContain("late proceeds");
    }

    @Test
    void withoutAGraceNobodyWaits() {
        WaitingRoom strict = new WaitingRoom(
                LinkOptions.builder().reconnectGrace(Duration.ZERO).build(), timer, threads::add, graceEnds::add);

        assertThat(strict.await(LinkWatch.ANY, attempt("a"))).isFalse();
        assertThat(timer.size()).isZero();
    }

    @Test
    void closingGivesAllUpAndLetsNobodyIn() {
        await("a");
        await("b");

        room.close();

        assertThat(heard).containsExactly("a gives up", "b gives up");
        assertThat(await("c")).isFalse();
        assertThat(timer.size()).isZero();
        assertThat(graceEnds).isEmpty();
        up();
        assertThat(room.isUp()).isFalse();
        assertThat(room.down()).isFalse();
    }

    @Test
    void closingWhileSomeAreLetGoStrandsNobody() {
        room.await(LinkWatch.ANY, attempt("a", room::close));
        await("b");

        up();

        assertThat(heard).containsExactly("a proceeds", "b gives up");
        assertThat(timer.size()).isZero();
    }

    @Test
    void aLinkThatGoesBeforeAllWereLetGoStrandsNobody() {
        room.await(LinkWatch.ANY, attempt("a", room::down));
        await("b");
        up();
        assertThat(heard).containsExactly("a proceeds");

        pass(GRACE.minus(MOMENT));
        up();

        assertThat(heard).containsExactly("a proceeds", "b proceeds");
        assertThat(timer.size()).isZero();
    }

    @Test
    void aLinkThatGoesBeforeAllWereLetGoGivesThemUpAfterItsOwnGrace() {
        room.await(LinkWatch.ANY, attempt("a", room::down));
        await("b");
        pass(GRACE.minus(MOMENT));
        up();

        pass(GRACE.minus(MOMENT));
        assertThat(heard).containsExactly("a proceeds");
        pass(MOMENT);

        assertThat(heard).containsExactly("a proceeds", "b gives up");
        assertThat(timer.size()).isZero();
    }

    @Test
    void aLinkThatComesAndGoesBeforeItsLoopRunsLetsNobodyGo() {
        await("a");
        room.up(loop::add);
        room.down();
        runAll(loop);
        assertThat(heard).isEmpty();

        room.up(loop::add);
        room.up(loop::add);
        runAll(loop);

        assertThat(heard).containsExactly("a proceeds");
        assertThat(room.isUp()).isTrue();
    }

    /** The end of one grace was on its way to its thread when the link came, and the next outage began. */
    @Test
    void anEndOfTheGraceThatComesTooLateGivesUpNobodyOfTheNextOutage() {
        await("a");
        timer.pass(GRACE);
        up();
        room.down();
        await("b");

        runAll(threads);
        assertThat(heard).containsExactly("a proceeds");

        pass(GRACE.minus(MOMENT));
        assertThat(heard).containsExactly("a proceeds");
        pass(MOMENT);
        assertThat(heard).containsExactly("a proceeds", "b gives up");
        assertThat(timer.size()).isZero();
    }

    /** It waited for the next link while the loss of this one was not known yet. */
    @Test
    void whoWaitedBeforeTheLossWasKnownDoesNotShortenTheGraceOfOthers() {
        up();
        room.await(room.generation(), attempt("early"));
        pass(GRACE.minus(MOMENT));
        room.down();
        await("b");

        pass(GRACE.minus(MOMENT));
        assertThat(heard).isEmpty();
        pass(MOMENT);

        assertThat(heard).containsExactly("early gives up", "b gives up");
        assertThat(graceEnds).containsExactly(2);
    }

    /** The timer has not told them yet; who comes now must not overtake them. */
    @Test
    void theGraceIsNotOverWhileSomebodyWaits() {
        await("a");
        timer.pass(GRACE.multipliedBy(2));

        assertThat(room.isGraceOver()).isFalse();

        runAll(threads);
        assertThat(room.isGraceOver()).isTrue();
        assertThat(heard).containsExactly("a gives up");
    }
}
