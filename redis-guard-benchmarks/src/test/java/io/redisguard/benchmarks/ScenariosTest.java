package io.redisguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScenariosTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private static List<String> named(String expression) {
        return Scenarios.named(expression).stream().map(Scenario::name).toList();
    }

    @Test
    void aWholeNameMeansThisOneAlone() {
        assertThat(named("sync-1")).containsExactly("sync-1");
    }

    @Test
    void anExpressionMeansAllInWhoseNamesItMatches() {
        assertThat(named("sync-1.*10kb"))
                .containsExactly("sync-1-10kb", "sync-1-virtual-10kb", "sync-128-10kb", "sync-128-virtual-10kb");
    }

    @Test
    void noTwoHaveTheSameName() {
        assertThat(Scenarios.all()).extracting(Scenario::name).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeRunHereIsLeftOutWithTheReason() throws Exception {
        List<String> leftOut = Scenarios.run(
                List.of(scenario("one", "needs a bigger machine"), scenario("two", null)),
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(leftOut).containsExactly("one needs a bigger machine");
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("one needs a bigger machine", "", "two ran", "");
    }

    private static Scenario scenario(String name, @Nullable String obstacle) {
        return new Scenario() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> obstacle() {
                return Optional.ofNullable(obstacle);
            }

            @Override
            public void run(PrintStream out) {
                out.println(name + " ran");
            }
        };
    }
}
