package io.redisguard.benchmarks.worker;

import io.redisguard.benchmarks.subject.Client;
import java.util.Map;

/** What the JVM of a subject can be told to do. */
public interface Task {
    /** Returns the name by which it is told. */
    String name();

    /**
     * Does it.
     *
     * @param told numbers and words that say how, by name
     * @return what was measured, by name; neither names nor values contain spaces or {@code =}
     */
    Map<String, String> run(Client client, Map<String, String> told) throws Exception;
}
