package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.Scenario;
import io.redisguard.benchmarks.Settings;
import io.redisguard.benchmarks.subject.Subject;
import io.redisguard.benchmarks.subject.Subjects;
import io.redisguard.benchmarks.worker.Task;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** The scenarios of this package, and the tasks that they need in the workers. */
public final class OutageScenarios {
    private static final int ROUNDS = 3;

    private OutageScenarios() {}

    /** Returns the scenarios with all subjects; the command line may say how many rounds. */
    public static List<Scenario> all() {
        List<Subject> subjects = Subjects.all();
        IntSupplier rounds = () -> Settings.number("rounds", ROUNDS);
        return Stream.concat(
                        Stream.of(Outage.values())
                                .<Scenario>map(outage -> new OutageScenario(outage, Lengths.DEFAULT, subjects, rounds)),
                        Stream.of(new AwayScenario(AwayScenario.CALLS, Lengths.DEFAULT.limit(), subjects, rounds)))
                .toList();
    }

    /** Returns the tasks of one worker. */
    public static List<Task> tasks() {
        return Stream.concat(new WatchedCalls().tasks().stream(), new UnwatchedSends().tasks().stream())
                .toList();
    }
}
