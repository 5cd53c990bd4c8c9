package io.redisguard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.error.PoolState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order: the bounds hold, nobody is overtaken or forgotten, nothing is lost. */
class PoolHistoryTest {
    private static final int HISTORIES = 300;
    private static final int STEPS = 120;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyHistoryKeepsThePromises(int maxSize) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(maxSize, seed);
            try {
                history.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("max-size " + maxSize + ", seed " + seed + ": " + history.log, e);
            }
        }
    }

    private static final class History {
        private final Random random;
        private final PoolOptions options;
        private final Deque<Runnable> later = new ArrayDeque<>();
        private final Bench bench;
        private final List<Waiter<Thing>> queue = new ArrayList<>(); // in the order of their coming
        private final List<Lease<Thing>> held = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private int served;
        private boolean closed;

        History(int maxSize, int seed) {
            random = new Random(seed);
            options = PoolOptions.builder()
                    .maxSize(maxSize)
                    .maxWait(Duration.ofMillis(500))
                    .maxWaiting(random.nextInt(4))
                    .maxIdleTime(Duration.ofSeconds(2))
                    .maxAge(Duration.ofSeconds(5))
                    .leakAfter(Duration.ofSeconds(3))
                    .resetTimeout(Duration.ofMillis(200))
                    .build();
            bench = Bench.of(options, later::add, random.nextDouble());
        }

        void run() {
            int end = random.nextInt(2) == 0 ? STEPS : random.nextInt(STEPS);
            for (int i = 0; i < STEPS; i++) {
                if (i == end) {
                    step("closeToNew", bench.pool::closeToNewBorrowers);
                    closed = true;
                } else {
                    step();
                }
            }
            everythingComesToItsEnd();
        }

        private void step() {
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> step("borrow", () -> queue.add(bench.pool.borrowLater()));
                case 3 -> step("borrow and wait", this::borrowAndWait);
                case 4, 5 -> endLoan();
                case 6 -> cancel();
                case 7 -> pick(bench.source.openings, "opens", bench.source::opens);
                case 8 -> {
                    if (random.nextBoolean()) {
                        pick(bench.source.openings, "opens not", bench.source::failsToOpen);
                    }
                }
                case 9 -> pick(bench.source.resets, "resets", bench.source::resets);
                case 10 -> {
                    if (random.nextBoolean()) {
                        pick(bench.source.resets, "resets not", bench.source::failsToReset);
                    } else {
                        breakOne();
                    }
                }
                case 11 -> pick(bench.source.closings, "closes", bench.source::closes);
                case 12 -> pass(Duration.ofMillis(random.nextInt(300)));
                default -> step("later", this::runLater);
            }
        }

        /** Only where nobody has to wait: there is one thread. */
        private void borrowAndWait() {
            PoolState state = bench.pool.state();
            if (state.idle() == 0
                    || bench.source.made.stream().anyMatch(t -> t.condition() == Thing.Condition.BROKEN)) {
                return;
            }
            int before = bench.source.openings.size();
            try {
                Lease<Thing> lease = bench.pool.borrow();
                held.add(lease);
                assertThat(lease.connection().condition()).isEqualTo(Thing.Condition.FIT);
            } catch (RuntimeException olderThanAllowed) {
                assertThat(bench.source.openings.size()).isGreaterThanOrEqualTo(before);
            }
        }

        private void endLoan() {
            if (held.isEmpty()) {
                return;
            }
            Lease<Thing> lease = held.remove(random.nextInt(held.size()));
            switch (random.nextInt(5)) {
                case 0 -> lease.connection().becomes(Thing.Condition.DIRTY);
                case 1 -> lease.connection().breaks();
                default -> {}
            }
            if (random.nextInt(6) == 0) {
                step("cut short " + lease.connection(), lease::cutShort);
            } else {
                step("give back " + lease.connection(), lease::giveBack);
            }
            lease.giveBack(); // once more makes no difference
        }

        private void cancel() {
            if (!queue.isEmpty()) {
                Waiter<Thing> waiter = queue.get(random.nextInt(queue.size()));
                step("cancel", () -> waiter.cancel(false));
            }
        }

        private void breakOne() {
            List<Thing> alive = bench.source.made.stream()
                    .filter(thing -> thing.condition() == Thing.Condition.FIT)
                    .toList();
            if (!alive.isEmpty()) {
                Thing thing = alive.get(random.nextInt(alive.size()));
                step("break " + thing, thing::breaks);
            }
        }

        /** A closing that takes too long is counted no more, so here none does. */
        private void pass(Duration time) {
            while (!bench.source.closings.isEmpty()) {
                step("closes", () -> bench.source.closes(0));
            }
            step("time " + time, () -> bench.timer.pass(time));
        }

        private void runLater() {
            Runnable task = later.poll();
            if (task != null) {
                task.run();
            }
        }

        private void pick(List<?> from, String what, IntConsumer action) {
            if (!from.isEmpty()) {
                int which = random.nextInt(from.size());
                step(what + " " + which, () -> action.accept(which));
            }
        }

        private void step(String what, Runnable action) {
            log.add(what);
            action.run();
            takeWhatWasHandedOver();
            check();
        }

        /** Those served must be the first of those who still stand in the queue. */
        private void takeWhatWasHandedOver() {
            boolean somebodyWaits = false;
            for (Waiter<Thing> waiter : List.copyOf(queue)) {
                if (!waiter.isDone()) {
                    somebodyWaits = true;
                    continue;
                }
                queue.remove(waiter);
                if (!waiter.isCompletedExceptionally()) {
                    assertThat(somebodyWaits).as("somebody was overtaken").isFalse();
                    held.add(waiter.join());
                    served++;
                }
            }
        }

        private void check() {
            PoolState state = bench.pool.state();
            assertThat(state.size()).isLessThanOrEqualTo(state.max());
            assertThat(bench.source.alive() + bench.source.openings.size()).isLessThanOrEqualTo(state.max());
            assertThat(state.lent()).isEqualTo(held.size());
            assertThat(state.connecting()).isEqualTo(bench.source.openings.size());
            assertThat(state.waiting()).isEqualTo(queue.size());
            assertThat(state.waiting()).isLessThanOrEqualTo(options.maxWaiting() + options.maxSize());
            if (state.idle() > 0) {
                assertThat(state.waiting()).as("waits beside an idle one").isZero();
            }
            if (later.isEmpty() && state.size() < state.max()) {
                assertThat(state.waiting()).as("waits though there is room").isLessThanOrEqualTo(state.connecting());
            }
            assertThat(held).extracting(Lease::connection).doesNotHaveDuplicates();
        }

        private void everythingComesToItsEnd() {
            // what is under way ends, one way or another; nobody waits for longer than the limit
            while (!held.isEmpty()) {
                endLoan();
            }
            for (int i = 0; i < 20; i++) {
                pass(Duration.ofMillis(100));
                drainLater();
            }
            assertThat(queue).as("somebody was forgotten").isEmpty();
            while (!bench.source.openings.isEmpty()) {
                step("opens", () -> bench.source.opens(0));
            }
            while (!held.isEmpty()) {
                endLoan();
            }
            if (!closed) {
                assertThat(served).isPositive();
                endAll();
                PoolState state = bench.pool.state();
                assertThat(state.size()).isEqualTo(state.idle());
            }
            step("close", bench.pool::close);
            endAll();
            assertThat(bench.source.alive()).as("left open").isZero();
            assertThat(bench.pool.state().size()).isZero();
            assertThat(bench.timer.size()).as("timers left").isZero();
        }

        private void drainLater() {
            while (!later.isEmpty()) {
                step("later", this::runLater);
            }
        }

        private void endAll() {
            while (!later.isEmpty() || !bench.source.resets.isEmpty() || !bench.source.closings.isEmpty()) {
                drainLater();
                if (!bench.source.resets.isEmpty()) {
                    step("resets", () -> bench.source.resets(0));
                }
                if (!bench.source.closings.isEmpty()) {
                    step("closes", () -> bench.source.closes(0));
                }
            }
        }
    }
}
