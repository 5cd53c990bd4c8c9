package io.redisguard.benchmarks.outage;

import io.redisguard.benchmarks.subject.Client;
import io.redisguard.benchmarks.worker.Task;
import java.util.Map;

/**
 * A task that is one of several which share what they know.
 *
 * @param name by which it is told
 * @param work does it
 */
record Step(String name, Work work) implements Task {
    /** What a task does. */
    @FunctionalInterface
    interface Work {
        /** Does it. */
        Map<String, String> run(Client client, Map<String, String> told) throws Exception;
    }

    @Override
    public Map<String, String> run(Client client, Map<String, String> told) throws Exception {
        return work.run(client, told);
    }
}
