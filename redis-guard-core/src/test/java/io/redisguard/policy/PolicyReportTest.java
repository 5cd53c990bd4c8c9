package io.redisguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.redisguard.command.ConnectionRole;
import io.redisguard.command.GuardEvents;
import io.redisguard.simulation.PlainCall;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyReportTest {
    private final Policy policy = new Policy(PolicyOptions.builder().build(), System::nanoTime, new GuardEvents(null));
    private final PolicyStage stage = policy.stage(ConnectionRole.SHARED, "server:6379");

    private void call(String command, String... arguments) {
        stage.enter(new PlainCall(command, arguments));
    }

    @Test
    void anEmptyReportSaysSo() {
        assertThat(policy.report().toText()).isEqualTo("No rule was broken.\n");
        assertThat(policy.report().toJson()).isEqualTo("{\"entries\":[]}");
    }

    @Test
    void isReadByPeopleAndByPrograms() {
        PolicyReport report = new PolicyReport(List.of(new PolicyReport.Entry(
                PolicyRule.UNBOUNDED_READ,
                "HGETALL",
                PolicyAction.ALLOWED,
                7,
                List.of(new PolicyReport.Site("shop.Cart.load(Cart.java:42)", 5)),
                List.of("at most \"ten\" fields"))));

        assertThat(report.toText()).isEqualToNormalizingNewlines("""
                unbounded-read     HGETALL              allowed          7
                         5 from shop.Cart.load(Cart.java:42)
                           because at most "ten" fields
                """);
        assertThat(report.toJson())
                .isEqualTo("{\"entries\":[{\"rule\":\"unbounded-read\",\"command\":\"HGETALL\",\"action\":\"allowed\","
                        + "\"count\":7,\"sites\":[{\"place\":\"shop.Cart.load(Cart.java:42)\",\"count\":5}],"
                        + "\"reasons\":[\"at most \\\"ten\\\" fields\"]}]}");
    }

    @Test
    void isOrderedByRuleAndThenByCount() {
        call("HGETALL", "a");
        call("SMEMBERS", "a");
        call("SMEMBERS", "a");
        call("GET", "a b");
        call("EVAL", "redis.call('KEYS', '*')", "0");

        assertThat(policy.report().entries())
                .extracting(PolicyReport.Entry::command)
                .containsExactly("EVAL", "SMEMBERS", "HGETALL", "GET");
    }

    @Test
    void tracesTheFirstHundredOfEachRuleAndCommand() {
        for (int i = 0; i < 150; i++) {
            call("HGETALL", "a");
        }
        call("SMEMBERS", "a");

        assertThat(policy.report().entries())
                .extracting(
                        PolicyReport.Entry::count,
                        entry -> entry.sites().stream()
                                .mapToLong(PolicyReport.Site::count)
                                .sum())
                .containsExactly(tuple(150L, 100L), tuple(1L, 1L));
    }

    /** Callers make up commands without end. */
    @Test
    void staysBoundedWhateverCommandsThereAre() {
        for (int i = 0; i < 5_000; i++) {
            call("CUSTOM" + i);
        }

        List<PolicyReport.Entry> entries = policy.report().entries();
        assertThat(entries).hasSizeLessThanOrEqualTo(2_001);
        assertThat(entries.stream().mapToLong(PolicyReport.Entry::count).sum()).isEqualTo(5_000);
        assertThat(entries).extracting(PolicyReport.Entry::command).contains("_other");
    }

    @Test
    void countsEveryBreachOfAllThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> calls = () -> {
                for (int i = 0; i < 2_000; i++) {
                    call(i % 2 == 0 ? "HGETALL" : "SMEMBERS", "a");
                }
                return null;
            };
            for (Future<Void> end :
                    threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> calls).toList())) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(policy.report().entries())
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.count()).isEqualTo(4_000));
    }

    @Test
    void everyRuleAndActionHasANameOfItsOwn() {
        assertThat(Stream.of(PolicyRule.values()).map(PolicyRule::id)).doesNotHaveDuplicates();
        assertThat(Stream.of(PolicyAction.values()).map(PolicyAction::id)).doesNotHaveDuplicates();
    }
}
