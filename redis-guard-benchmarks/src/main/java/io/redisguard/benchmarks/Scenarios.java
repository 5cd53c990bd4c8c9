package io.redisguard.benchmarks;

import io.redisguard.benchmarks.load.LoadScenarios;
import io.redisguard.benchmarks.outage.OutageScenarios;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is measured with a server. */
final class Scenarios {
    private static final List<Scenario> ALL = Stream.concat(
                    LoadScenarios.all().stream(), OutageScenarios.all().stream())
            .toList();

    private Scenarios() {}

    /** Returns all of them. */
    static List<Scenario> all() {
        return ALL;
    }

    /** Returns those in whose names the expression matches; only one where the expression is its whole name. */
    static List<Scenario> named(String expression) {
        List<Scenario> exact =
                all().stream().filter(one -> one.name().equals(expression)).toList();
        Pattern pattern = Pattern.compile(expression);
        return exact.isEmpty()
                ? all().stream()
                        .filter(one -> pattern.matcher(one.name()).find())
                        .toList()
                : exact;
    }

    /** Runs one after the other and prints what cannot be run here; returns that too, with the reasons. */
    static List<String> run(List<Scenario> scenarios, PrintStream out) throws Exception {
        List<String> leftOut = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            String obstacle = scenario.obstacle()
                    .map(reason -> scenario.name() + " " + reason)
                    .orElse("");
            if (obstacle.isEmpty()) {
                scenario.run(out);
            } else {
                leftOut.add(obstacle);
                out.println(obstacle);
            }
            out.println();
        }
        return leftOut;
    }
}
