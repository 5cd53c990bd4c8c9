package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import io.redisguard.CapturedLog;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.error.BulkheadFullException;
import io.redisguard.error.CallInterruptedException;
import io.redisguard.error.CallOutcome;
import io.redisguard.error.ConnectFailedException;
import io.redisguard.error.GuardClosedException;
import io.redisguard.error.PoolExhaustedException;
import io.redisguard.error.PoolState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final Duration MAX_WAIT = Duration.ofMillis(500);
    private static final PoolOptions TWO = PoolOptions.builder()
            .maxSize(2)
            .maxWaiting(3)
            .maxIdleTime(Duration.ofSeconds(100))
            .maxAge(Duration.ofSeconds(300))
            .leakAfter(Duration.ofSeconds(30))
            .build();

    private final Bench bench = Bench.of(TWO);
    private final Pool<Thing> pool = bench.pool;

    private static Lease<Thing> lentTo(Waiter<Thing> waiter) {
        assertThat(waiter).isCompleted();
        return waiter.join();
    }

    private static Throwable failureOf(Waiter<Thing> waiter) {
        assertThat(waiter).isCompletedExceptionally();
        return waiter.handle((lease, failure) -> failure).join();
    }

    @Test
    void whatIsLentCanBeTreatedWhileItsBorrowersHaveIt() {
        bench.borrowNew().giveBack();
        Lease<Thing> lent = pool.borrow();
        bench.borrowNew().giveBack();

        pool.forEachLent(thing -> thing.becomes(Thing.Condition.BROKEN));

        assertThat(bench.source.made)
                .extracting(Thing::condition)
                .containsExactly(Thing.Condition.BROKEN, Thing.Condition.FIT);
        assertThat(lent.hasEnded()).isFalse();
        lent.giveBack();
        assertThat(pool.state()).isEqualTo(new PoolState(2, 0, 1, 0, 1, 0));
    }

    @Nested
    class GivenNothingBorrowed {
        @Test
        void whenBorrowed_thenOneIsMadeAndLaterLentAgain() {
            Lease<Thing> first = bench.borrowNew();
            first.giveBack();

            Lease<Thing> second = pool.borrow();

            assertThat(second.connection()).isSameAs(first.connection());
            assertThat(bench.source.made).hasSize(1);
        }

        @Test
        void whenTwoAreIdle_thenTheOneUsedLastIsLent() {
            Lease<Thing> first = bench.borrowNew();
            Lease<Thing> second = bench.borrowNew();
            first.giveBack();
            second.giveBack();

            assertThat(pool.borrow().connection()).isSameAs(second.connection());
        }

        @Test
        void whenNoneCanBeMade_thenTheOneWhoAskedIsToldAndTheNextTriesHimself() {
            List<Waiter<Thing>> waiters = List.of(pool.borrowLater(), pool.borrowLater(), pool.borrowLater());
            assertThat(bench.source.openings).hasSize(2);

            bench.source.failsToOpen(1);

            assertThat(waiters.get(0)).isNotDone();
            assertThat(failureOf(waiters.get(1))).hasMessage("no server");
            assertThat(waiters.get(2)).isNotDone();
            assertThat(bench.source.openings).hasSize(2);
        }

        @Test
        void whenTheFirstOneMadeWasAskedForByTheSecond_thenTheFirstGetsIt() {
            Waiter<Thing> first = pool.borrowLater();
            Waiter<Thing> second = pool.borrowLater();

            bench.source.opens(1);

            assertThat(first).isCompleted();
            assertThat(second).isNotDone();
        }

        @Test
        void whenTheOneWhoAskedHasLeft_thenWhatWasMadeBecomesIdle() {
            pool.borrowLater().cancel(false);

            bench.source.opens(0);

            assertThat(pool.state()).isEqualTo(new PoolState(2, 0, 1, 0, 0, 0));
        }

        @Test
        void whenMakingTakesLongerThanTheLimit_thenThatIsSaid() {
            Waiter<Thing> waiter = pool.borrowLater();

            bench.timer.pass(MAX_WAIT);

            assertThat(failureOf(waiter))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("server:6379")
                    .hasMessageContaining("500 ms")
                    .hasMessageContaining("connecting=1")
                    .hasMessageContaining("exclusive.max-wait");
        }
    }

    @Nested
    class GivenAllLent {
        private final Lease<Thing> other;

        GivenAllLent() {
            bench.borrowNew(); // the longest
            bench.timer.pass(Duration.ofSeconds(7));
            other = bench.borrowNew();
        }

        @Test
        void whenOneComesBack_thenTheFirstInTheQueueGetsIt() {
            Waiter<Thing> first = pool.borrowLater();
            Waiter<Thing> second = pool.borrowLater();

            other.giveBack();

            assertThat(lentTo(first).connection()).isSameAs(other.connection());
            assertThat(second).isNotDone();
        }

        @Test
        void whenOneInTheQueueGivesUp_thenItsPlaceIsFree() {
            Waiter<Thing> first = pool.borrowLater();
            Waiter<Thing> second = pool.borrowLater();
            first.cancel(false);

            other.giveBack();

            assertThat(second).isCompleted();
            assertThat(pool.state().waiting()).isZero();
        }

        @Test
        void whenTimeIsUp_thenTheFailureHasTheNumbersAndNamesTheLongestHolder() {
            Waiter<Thing> waiter = pool.borrowLater();

            bench.timer.pass(MAX_WAIT);

            assertThat(failureOf(waiter))
                    .isInstanceOfSatisfying(PoolExhaustedException.class, e -> {
                        assertThat(e.state()).isEqualTo(new PoolState(2, 2, 0, 0, 0, 1));
                        assertThat(e.waited()).isEqualTo(MAX_WAIT);
                        assertThat(e.outcome()).isEqualTo(CallOutcome.REJECTED);
                        assertThat(e.wasSent()).isFalse();
                    })
                    .hasMessageContaining("The exclusive pool of server:6379 had no free connection within 500 ms")
                    .hasMessageContaining("max-size=2, lent=2, idle=0, connecting=0, returning=0, waiting=1")
                    .hasMessageContaining("for 7500 ms")
                    .hasMessageContaining("on thread '" + Thread.currentThread().getName() + "'")
                    .hasMessageContaining("raise exclusive.max-size or exclusive.max-wait");
            assertThat(pool.state().waiting()).isZero();
            assertThat(bench.events)
                    .containsExactly(new GuardEvent.PoolExhausted("server:6379", ConnectionRole.EXCLUSIVE, MAX_WAIT));
            assertThat(bench.waits).last().isEqualTo(MAX_WAIT.toNanos());
        }

        @Test
        void whenItsConnectionWasBegunLate_thenThePoolIsSaidToHaveBeenFull() {
            Waiter<Thing> waiter = pool.borrowLater();
            bench.timer.pass(Duration.ofMillis(400));
            other.cutShort();
            bench.source.closes(0);
            assertThat(pool.state().connecting()).isEqualTo(1);

            bench.timer.pass(Duration.ofMillis(100));

            assertThat(failureOf(waiter))
                    .isInstanceOf(PoolExhaustedException.class)
                    .hasMessageContaining("connecting=1");
        }

        @Test
        void whenTooManyWait_thenTheNextIsRefusedAtOnce() {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.borrowLater()).isNotDone();
            }

            assertThatThrownBy(pool::borrow)
                    .isInstanceOf(PoolExhaustedException.class)
                    .isNotInstanceOf(BulkheadFullException.class)
                    .hasMessageContaining("waiting=3, max-waiting=3")
                    .hasMessageContaining("exclusive.max-waiting");
        }

        @Test
        void whenABlockedBorrowerIsInterrupted_thenItLeavesAndKeepsTheFlag() {
            Thread.currentThread().interrupt();

            Throwable thrown = catchThrowable(pool::borrow);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(CallInterruptedException.class);
            assertThat(pool.state().waiting()).isZero();
        }

        @Test
        void whenABlockedBorrowerIsNotServed_thenItGivesUpInTime() {
            Bench impatient = Bench.of(PoolOptions.builder()
                    .maxSize(1)
                    .maxWait(Duration.ofMillis(50))
                    .build());
            Lease<Thing> held = impatient.borrowNew();

            assertThatThrownBy(impatient.pool::borrow).isInstanceOf(PoolExhaustedException.class);

            held.giveBack();
            assertThat(impatient.pool.state()).isEqualTo(new PoolState(1, 0, 1, 0, 0, 0));
        }
    }

    @Nested
    class GivenOneGivenBack {
        private final Lease<Thing> lease = bench.borrowNew();

        @Test
        void whenItIsDirty_thenItIsResetBeforeItIsLentAgain() {
            lease.connection().becomes(Thing.Condition.DIRTY);
            lease.giveBack();
            assertThat(pool.state()).isEqualTo(new PoolState(2, 0, 0, 0, 1, 0));

            bench.source.resets(0);

            assertThat(pool.state()).isEqualTo(new PoolState(2, 0, 1, 0, 0, 0));
        }

        @Test
        void whenSomebodyWaitsForIt_thenItIsResetFirst() {
            Lease<Thing> other = bench.borrowNew();
            Waiter<Thing> waiter = pool.borrowLater();
            lease.connection().becomes(Thing.Condition.DIRTY);
            lease.giveBack();
            assertThat(waiter).isNotDone();

            bench.source.resets(0);

            assertThat(lentTo(waiter).connection()).isSameAs(lease.connection());
            other.giveBack();
        }

        @Test
        void whenItCannotBeReset_thenItIsClosed() {
            lease.connection().becomes(Thing.Condition.DIRTY);
            lease.giveBack();

            bench.source.failsToReset(0);

            assertThat(bench.source.closings).hasSize(1);
        }

        @Test
        void whenTheResetTakesTooLong_thenItIsClosed() {
            lease.connection().becomes(Thing.Condition.DIRTY);
            lease.giveBack();

            bench.timer.pass(TWO.resetTimeout());

            assertThat(bench.source.closings).hasSize(1);
        }

        @Test
        void whenItsLinkIsLost_thenItIsClosedAndItsPlaceIsFreeWhenThatIsDone() {
            Lease<Thing> other = bench.borrowNew();
            Waiter<Thing> waiter = pool.borrowLater();
            lease.connection().breaks();
            lease.giveBack();
            assertThat(bench.source.openings).isEmpty();

            bench.source.closes(0);
            bench.source.opens(0);

            assertThat(waiter).isCompleted();
            other.giveBack();
        }

        @Test
        void whenClosingNeverEnds_thenItsPlaceIsFreeNevertheless() {
            lease.cutShort();
            assertThat(pool.state().returning()).isEqualTo(1);

            bench.timer.pass(TWO.resetTimeout());

            assertThat(pool.state().size()).isZero();
        }

        @Test
        void whenItIsGivenBackTwice_thenItIsLentOnce() {
            lease.giveBack();
            lease.giveBack();
            lease.cutShort();

            assertThat(pool.state()).isEqualTo(new PoolState(2, 0, 1, 0, 0, 0));
        }
    }

    @Nested
    class GivenIdleOnes {
        @Test
        void whenNobodyUsesThem_thenTheyAreClosed() {
            bench.borrowNew().giveBack();

            bench.timer.pass(TWO.maxIdleTime());

            assertThat(bench.source.closings).hasSize(1);
            assertThat(pool.state().idle()).isZero();
        }

        @Test
        void whenTheyAreUsed_thenOnlyTheirAgeEndsThem() {
            bench.borrowNew().giveBack();
            for (int i = 0; i < 5; i++) {
                bench.timer.pass(Duration.ofSeconds(59));
                pool.borrow().giveBack();
            }
            assertThat(bench.source.closings).isEmpty();

            bench.timer.pass(Duration.ofSeconds(6));

            assertThat(bench.source.closings).hasSize(1);
        }

        @Test
        void whenOneIsTooOldAtItsReturn_thenItIsClosed() {
            Bench silent = Bench.of(TWO.toBuilder().leakAfter(Duration.ZERO).build());
            Lease<Thing> lease = silent.borrowNew();
            silent.timer.pass(TWO.maxAge());

            lease.giveBack();

            assertThat(silent.source.closings).hasSize(1);
        }

        @Test
        void whenTheDiceSaySo_thenTheyLiveUpToAFifthShorter() {
            Bench unlucky = Bench.of(TWO, 1);
            unlucky.borrowNew().giveBack();

            unlucky.timer.pass(Duration.ofSeconds(79));
            assertThat(unlucky.source.closings).isEmpty();
            unlucky.timer.pass(Duration.ofSeconds(1));

            assertThat(unlucky.source.closings).hasSize(1);
        }

        @Test
        void whenALinkIsLost_thenItIsClosedAtOnce() {
            Lease<Thing> lease = bench.borrowNew();
            lease.giveBack();

            lease.connection().breaks();

            assertThat(bench.source.closings).hasSize(1);
            assertThat(pool.state().idle()).isZero();
        }
    }

    @Nested
    class GivenALongLoan {
        @Test
        void whenItIsTooLong_thenTheBorrowerIsNamedOnce() {
            Lease<Thing> lease = bench.borrowNew();

            try (CapturedLog log = CapturedLog.from(Level.INFO)) {
                bench.timer.pass(TWO.leakAfter());
                bench.timer.pass(TWO.leakAfter());

                assertThat(log.warnings())
                        .singleElement()
                        .asString()
                        .contains(
                                "exclusive pool of server:6379",
                                "30 s",
                                Thread.currentThread().getName());
                assertThat(log.text()).contains(getClass().getName());
            }
            assertThat(bench.events)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GuardEvent.ConnectionHeldTooLong.class,
                            event -> assertThat(event.held()).isEqualTo(TWO.leakAfter()));
            lease.giveBack();
        }

        @Test
        void whenItEndsInTime_thenNothingIsSaid() {
            bench.borrowNew().giveBack();

            bench.timer.pass(TWO.leakAfter());

            assertThat(bench.events).isEmpty();
        }

        @Test
        void whenNobodyWantsToKnow_thenNothingIsSaid() {
            Bench silent = Bench.of(TWO.toBuilder().leakAfter(Duration.ZERO).build());
            silent.borrowNew();

            silent.timer.pass(Duration.ofHours(1));

            assertThat(silent.events).isEmpty();
        }
    }

    @Nested
    class GivenItIsClosed {
        @Test
        void whenSomebodyWaits_thenHeIsToldAtOnce() {
            Lease<Thing> one = bench.borrowNew();
            Lease<Thing> two = bench.borrowNew();
            Waiter<Thing> waiter = pool.borrowLater();

            pool.closeToNewBorrowers();

            assertThat(failureOf(waiter)).isInstanceOf(GuardClosedException.class);
            assertThatThrownBy(pool::borrow).isInstanceOf(GuardClosedException.class);
            assertThat(List.of(one, two)).noneMatch(Lease::hasEnded);
        }

        @Test
        void whenLentOnesComeBack_thenTheyAreClosed() {
            Lease<Thing> lease = bench.borrowNew();
            pool.closeToNewBorrowers();
            assertThat(pool.isLent()).isTrue();

            lease.giveBack();

            assertThat(pool.isLent()).isFalse();
            assertThat(bench.source.closings).hasSize(1);
        }

        @Test
        void whenItIsForGood_thenLentOnesAreTakenAway() {
            Lease<Thing> lease = bench.borrowNew();
            List<String> told = new ArrayList<>();
            lease.whenRevoked(() -> told.add("revoked"));

            pool.close();
            pool.close();

            assertThat(told).containsExactly("revoked");
            assertThat(lease.hasEnded()).isTrue();
            assertThat(bench.source.closings).hasSize(1);
        }

        @Test
        void whenOneIsStillBeingMade_thenItIsClosedWhenItIsThere() {
            Waiter<Thing> waiter = pool.borrowLater();
            pool.close();

            bench.source.opens(0);

            assertThat(waiter).isCompletedExceptionally();
            assertThat(bench.source.closings).hasSize(1);
        }
    }
}
