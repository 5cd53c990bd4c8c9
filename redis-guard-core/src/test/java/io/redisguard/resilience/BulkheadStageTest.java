package io.redisguard.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redisguard.command.CommandAttempt;
import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvent;
import io.redisguard.command.GuardEvents;
import io.redisguard.error.BulkheadFullException;
import io.redisguard.error.CallOutcome;
import io.redisguard.simulation.PlainAttempt;
import io.redisguard.simulation.PlainCall;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkheadStageTest {
    private static final int LIMIT = 3;

    private final List<GuardEvent> events = new CopyOnWriteArrayList<>();
    private final BulkheadStage stage =
            new BulkheadStage("server:6379", ConnectionRole.SHARED, LIMIT, new GuardEvents(events::add));

    private static CommandAttempt attempt(String command) {
        return new PlainAttempt(new PlainCall(command));
    }

    private void fill() {
        IntStream.range(0, LIMIT).forEach(i -> stage.enter(attempt("GET")));
    }

    @Test
    void namesTheOptionOfItsRole() {
        BulkheadStage exclusive =
                new BulkheadStage("server:6379", ConnectionRole.EXCLUSIVE, 1, new GuardEvents(events::add));
        exclusive.enter(attempt("GET"));

        assertThatThrownBy(() -> exclusive.enter(attempt("GET"))).hasMessageContaining("(max-in-flight-exclusive=1)");
    }

    @Test
    void stopsWhatIsAboveTheLimitWithTheNumbers() {
        fill();

        assertThatThrownBy(() -> stage.enter(attempt("GET")))
                .isInstanceOfSatisfying(
                        BulkheadFullException.class,
                        full -> assertThat(full.isOutcomeUnknown()).isFalse())
                .hasMessage("GET was not sent: 3 commands wait for their replies from server:6379 already"
                        + " (max-in-flight=3). Send fewer at once, or see what keeps the server from answering.");
        assertThat(stage.taken()).isEqualTo(LIMIT);
        assertThat(events)
                .containsExactly(
                        new GuardEvent.CallRefused("server:6379", "GET", GuardEvent.CallRefused.Guard.BULKHEAD));
    }

    @Test
    void aPermitReturnsWhenTheAttemptLeavesTheWireAndNotWhenItEnds() {
        CommandAttempt first = attempt("GET");
        stage.enter(first);
        stage.enter(attempt("GET"));
        stage.enter(attempt("GET"));

        stage.ended(first, CallOutcome.DEADLINE_AFTER_SENDING);
        assertThatThrownBy(() -> stage.enter(attempt("GET"))).isInstanceOf(BulkheadFullException.class);

        stage.leftWire(first);
        assertThatCode(() -> stage.enter(attempt("GET"))).doesNotThrowAnyException();
        assertThat(stage.taken()).isEqualTo(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXEC", "DISCARD"})
    void theEndOfATransactionPassesAndIsCounted(String command) {
        fill();

        assertThatCode(() -> stage.enter(attempt(command))).doesNotThrowAnyException();

        assertThat(stage.taken()).isEqualTo(LIMIT + 1);
        stage.leftWire(attempt(command));
        assertThat(stage.taken()).isEqualTo(LIMIT);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MULTI", "WATCH", "UNWATCH"})
    void theBeginningOfATransactionDoesNotPass(String command) {
        fill();

        assertThatThrownBy(() -> stage.enter(attempt(command))).isInstanceOf(BulkheadFullException.class);
    }

    @Test
    void threadsNeverHaveMorePermitsThanThereAreAndGiveAllBack() throws Exception {
        int threads = 4;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new CopyOnWriteArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    CommandAttempt attempt = attempt("GET");
                    start.await();
                    for (int round = 0; round < 20_000; round++) {
                        try {
                            stage.enter(attempt);
                        } catch (BulkheadFullException full) {
                            continue;
                        }
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        passed.incrementAndGet();
                        inside.decrementAndGet();
                        stage.leftWire(attempt);
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(most.get()).isBetween(1, LIMIT);
        assertThat(passed.get() + events.size()).isEqualTo(threads * 20_000);
        assertThat(stage.taken()).isZero();
    }

    @Test
    void grantsExactlyTheLimitToThreadsThatKeepTheirPermits() throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        AtomicInteger passed = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new CopyOnWriteArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(() -> {
                    start.await();
                    try {
                        stage.enter(attempt("GET"));
                        passed.incrementAndGet();
                    } catch (BulkheadFullException expectedOfMost) {
                        // it has its event
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(passed).hasValue(LIMIT);
        assertThat(events).hasSize(threads - LIMIT);
    }
}
