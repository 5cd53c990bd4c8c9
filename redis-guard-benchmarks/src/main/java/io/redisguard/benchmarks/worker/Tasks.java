package io.redisguard.benchmarks.worker;

import io.redisguard.benchmarks.load.FillTask;
import io.redisguard.benchmarks.load.LoadTask;
import io.redisguard.benchmarks.outage.OutageScenarios;
import java.util.List;
import java.util.stream.Stream;

/** What the JVM of a subject can be told to do. */
final class Tasks {
    private Tasks() {}

    /** Returns all of them; a new one is a line here. */
    static List<Task> all() {
        return Stream.concat(Stream.of(new FillTask(), new LoadTask()), OutageScenarios.tasks().stream())
                .toList();
    }
}
