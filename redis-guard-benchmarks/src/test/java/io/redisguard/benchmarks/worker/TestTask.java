package io.redisguard.benchmarks.worker;

import io.redisguard.benchmarks.subject.Client;
import java.util.Map;

/** A task with a body of one line. */
record TestTask(String name, Body body) implements Task {
    interface Body {
        Map<String, String> run(Map<String, String> told) throws Exception;
    }

    @Override
    public Map<String, String> run(Client client, Map<String, String> told) throws Exception {
        return body.run(told);
    }
}
