package io.redisguard.benchmarks.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Says nothing about speed, only that the scenarios run and print all of their tables. */
class OutageScenariosIT {
    private static final Lengths SHORT =
            new Lengths(Duration.ofMillis(400), Duration.ofMillis(300), Duration.ofSeconds(5));
    private static final List<Subject> TWO = List.of(Subjects.REFERENCE, Subjects.named("redis-guard"));

    @ParameterizedTest
    @EnumSource(Outage.class)
    void anOutagePrintsALineAndATimelineForEachSubject(Outage outage) throws Exception {
        List<String> printed = printed(new OutageScenario(outage, SHORT, TWO, () -> 1));

        assertThat(printed).startsWith("### " + outage.name().toLowerCase(Locale.ROOT));
        assertThat(printed)
                .filteredOn(line -> line.startsWith("| "))
                .satisfiesExactly(
                        heads -> assertThat(heads).contains("ops/s before", "failed", "first answer", "95 % of before"),
                        line -> assertThat(line).matches(row("raw Lettuce", 7)),
                        line -> assertThat(line).matches(row("redis-guard", 7)));
        assertThat(printed)
                .filteredOn(line -> line.startsWith("    "))
                .satisfiesExactly(
                        ruler -> assertThat(ruler).contains("|"),
                        line -> assertThat(line).matches(" +raw Lettuce  [#0-9*x.]{6,}"),
                        line -> assertThat(line).matches(" +redis-guard  [#0-9*x.]{6,}"));
    }

    @Test
    void callsWhileTheServerIsAwayPrintALineForEachSubject() throws Exception {
        List<Subject> three =
                List.of(Subjects.REFERENCE, Subjects.named("redis-guard"), Subjects.named("Jedis, pool of 8"));

        List<String> printed = printed(new AwayScenario(500, Duration.ofSeconds(5), three, () -> 1));

        assertThat(printed).startsWith("### memory-away");
        assertThat(printed)
                .filteredOn(line -> line.startsWith("| "))
                .satisfiesExactly(
                        heads -> assertThat(heads).contains("held, KiB", "failed", "pending", "never ended"),
                        line -> assertThat(line).matches(row("raw Lettuce", 9)),
                        line -> assertThat(line).matches(row("redis-guard", 9)),
                        line -> assertThat(line).matches("\\| Jedis, pool of 8( \\| +-){9} \\|"));
    }

    private static String row(String name, int columns) {
        return "\\| " + name + " +( *\\| +(-?[0-9.]+|-|never)){" + columns + "} \\|";
    }

    @Test
    void eachScenarioIsThereOnce() {
        assertThat(OutageScenarios.all())
                .extracting(Scenario::name)
                .containsExactly("stop", "kill", "resets", "memory-away");
    }

    private static List<String> printed(Scenario scenario) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        scenario.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
