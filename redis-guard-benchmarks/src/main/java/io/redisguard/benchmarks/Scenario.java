package io.redisguard.benchmarks;

import java.io.PrintStream;
import java.util.Optional;

/** What needs a server: it starts one, lets the subjects do something with it, and prints a table. */
public interface Scenario {
    /** Returns the name by which it is run. */
    String name();

    /** Returns why it cannot be run here, or nothing when it can. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /** Runs it and prints its table. */
    void run(PrintStream out) throws Exception;
}
