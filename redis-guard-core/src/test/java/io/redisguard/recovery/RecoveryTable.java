package io.redisguard.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.test.FaultProxy;
import io.redisguard.test.RedisServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The long version of {@link StalledServerIT}, {@link KilledServerIT} and {@link LinkResetIT}, beside Lettuce without a
 * guard: outages of 5 s and resets of the link under eight callers of GET, in rounds, and a table of what was measured.
 * The build does not run it; {@code checks/recovery-table} does. The system property {@code recovery.rounds} says how
 * many rounds.
 */
class RecoveryTable {
    private static final int ROUNDS = Integer.getInteger("recovery.rounds", 1);
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration LENGTH = Duration.ofSeconds(5);
    private static final Duration AFTER_THE_LOSS = Duration.ofMillis(500);
    private static final String ROW = "  %-52s %s%n";

    private final PrintStream out = System.out;

    @ParameterizedTest
    @EnumSource(Outage.class)
    void printOutages(Outage outage) throws InterruptedException {
        try (RedisServer server = RedisServer.start()) {
            out.printf("%s for %d s, %d rounds, %s%n", outage, LENGTH.toSeconds(), ROUNDS, server.version());
            for (Contender.Kind kind : Contender.Kind.values()) {
                List<Recovery> rounds = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    rounds.add(round(server, kind, outage));
                }
                print(kind, outage, rounds);
                assertThat(rounds)
                        .allSatisfy(round -> assertThat(round.firstAnswer()).isPresent());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Contender.Kind.class)
    void printLinkResets(Contender.Kind kind) throws InterruptedException {
        List<Calls> rounds = new ArrayList<>();
        try (RedisServer server = RedisServer.start();
                FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (Contender contender = kind.connect(proxy.uri());
                        Callers callers = Callers.start(
                                Recovery.CALLERS,
                                (caller, turn) -> contender.redis().get("key"))) {
                    LinkResets.under(callers, proxy);
                    rounds.add(callers.stop());
                }
            }
        }
        out.printf("%d resets of the link, %d rounds: %s (least / median / most)%n", LinkResets.COUNT, ROUNDS, kind);
        out.printf(ROW, "calls answered", numbers(rounds, calls -> calls.count(Diary.Ending.ANSWERED)));
        out.printf(ROW, "calls failed", numbers(rounds, Calls::failed));
        out.printf(ROW, "longest call", times(rounds, calls -> Optional.of(calls.longest())));
        assertThat(rounds).hasSize(ROUNDS);
    }

    private static Recovery round(RedisServer server, Contender.Kind kind, Outage outage) throws InterruptedException {
        try (Contender contender = kind.connect(server.uri())) {
            return Recovery.of(server, contender.redis(), outage, BEFORE, LENGTH);
        }
    }

    private void print(Contender.Kind kind, Outage outage, List<Recovery> rounds) {
        out.println(kind + " (least / median / most)");
        out.printf(ROW, "calls answered per second before", numbers(rounds, round -> Math.round(round.rateBefore())));
        out.printf(ROW, "calls failed", numbers(rounds, round -> round.calls().failed()));
        out.printf(
                ROW,
                "longest call",
                times(rounds, round -> Optional.of(round.calls().longest())));
        out.printf(ROW, "calls fail at once from, after the loss", times(rounds, Recovery::failingAtOnce));
        out.printf(
                ROW,
                "p99 of calls started from then on",
                times(rounds, round -> round.failingAtOnce().flatMap(round::p99From)));
        if (outage == Outage.KILL) {
            out.printf(
                    ROW,
                    "p99 of calls started from %d ms after the loss on".formatted(AFTER_THE_LOSS.toMillis()),
                    times(rounds, round -> round.p99From(AFTER_THE_LOSS)));
        }
        out.printf(ROW, "first answer, after the server is back", times(rounds, Recovery::firstAnswer));
        out.printf(ROW, "all callers answered, after the server is back", times(rounds, Recovery::answersForAll));
        out.printf(ROW, "95 % of the former rate, after the server is back", times(rounds, Recovery::formerRate));
    }

    private static <T> String numbers(List<T> rounds, Function<T, Long> number) {
        long[] sorted = LongStream.of(rounds.stream().mapToLong(number::apply).toArray())
                .sorted()
                .toArray();
        return "%d / %d / %d".formatted(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    private static <T> String times(List<T> rounds, Function<T, Optional<Duration>> time) {
        List<Duration> sorted =
                rounds.stream().map(time).flatMap(Optional::stream).sorted().toList();
        String never = sorted.size() == rounds.size()
                ? ""
                : "never in %d of %d".formatted(rounds.size() - sorted.size(), rounds.size());
        return sorted.isEmpty()
                ? never
                : "%s / %s / %s %s"
                        .formatted(
                                Recovery.millis(Optional.of(sorted.get(0))),
                                Recovery.millis(Optional.of(sorted.get(sorted.size() / 2))),
                                Recovery.millis(Optional.of(sorted.get(sorted.size() - 1))),
                                never);
    }
}
