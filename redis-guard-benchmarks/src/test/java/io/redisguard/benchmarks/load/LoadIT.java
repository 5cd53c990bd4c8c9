package io.redisguard.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.redisguard.benchmarks.subject.Ability;
import io.redisguard.benchmarks.subject.Client;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import io.redisguard.benchmarks.subject.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Says nothing about speed, only that tables are whole. */
class LoadIT {
    private static final Pace SHORT = new Pace(1, 50, 50);
    private static final Subject GUARD = Subjects.named("redis-guard");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<List<String>> table() {
        return lines().stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    static Stream<LoadScenario> scenarios() {
        return LoadScenarios.all().stream()
                .filter(LoadScenario.class::isInstance)
                .map(LoadScenario.class::cast)
                .filter(one -> Set.of("sync-8", "tls-burst-1", "cluster-8").contains(one.name()));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void printsARowForEachSubject(LoadScenario scenario) throws Exception {
        scenario.run(out, List.of(Subjects.REFERENCE, GUARD), SHORT);

        assertThat(lines().get(0)).isEqualTo("### " + scenario.name());
        assertThat(table())
                .extracting(row -> row.get(0))
                .containsExactly("subject", "-".repeat(17), "raw Lettuce", "redis-guard", "redis-benchmark");
        assertThat(table().subList(2, 4))
                .allSatisfy(row -> assertThat(row.subList(1, 8)).allMatch(cell -> cell.matches("[0-9,.]+")));
        assertThat(table().get(2).get(2)).isEqualTo("1.00");
    }

    @Test
    void aSubjectThatFailsHasARowThatSaysSo() throws Exception {
        scenarios().findFirst().orElseThrow().run(out, List.of(Subjects.REFERENCE, new Unknown()), SHORT);

        assertThat(table().get(2).get(2)).isEqualTo("1.00");
        assertThat(table().get(3).get(1)).isEqualTo("IllegalArgumentException");
        assertThat(lines()).anyMatch(line -> line.startsWith("unknown: unknown failed: "));
    }

    @Test
    void whatASubjectCannotDoItIsNotAskedFor() throws Exception {
        new LoadScenario("test", Place::standalone, Set.of(Ability.BURST), Load.burst(1, 100))
                .run(out, List.of(Subjects.REFERENCE, new Unknown()), SHORT);

        assertThat(table()).noneMatch(row -> row.get(0).equals("unknown"));
    }

    @Test
    void aCurveHasARowForEachLoad() throws Exception {
        CurveScenario curve = new CurveScenario(
                "curve-callers",
                "callers",
                Stream.of(1, 2)
                        .map(callers -> new CurveScenario.Point(callers, Place::standalone, Load.get(callers, 100)))
                        .toList());

        curve.run(out, List.of(Subjects.REFERENCE, new Unknown()), SHORT);

        assertThat(table().get(0))
                .containsExactly("callers", "raw Lettuce ops/s", "p99 us", "unknown ops/s", "ratio", "p99 us", "");
        assertThat(table().subList(2, 4)).extracting(row -> row.get(0)).containsExactly("1", "2");
        assertThat(table().subList(2, 4))
                .allSatisfy(row -> assertThat(row.subList(1, 3)).allMatch(cell -> cell.matches("[0-9,.]+")))
                .allSatisfy(row -> assertThat(row.subList(3, 6)).containsExactly("IllegalArgumentException", "-", "-"));
    }

    /** A subject that no worker knows. */
    private static final class Unknown implements Subject {
        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public boolean can(Ability ability) {
            return false;
        }

        @Override
        public Client connect(Target target) {
            throw new UnsupportedOperationException("It is not connected here.");
        }
    }
}
