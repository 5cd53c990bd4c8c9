package io.redisguard.test;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Counts the servers and the tests left out of one run. */
final class RunReport {
    private static final RunReport SHARED = new RunReport();

    private final Set<String> labels = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private int servers;

    static RunReport shared() {
        return SHARED;
    }

    synchronized void serverStarted(String label) {
        servers++;
        labels.add(label);
    }

    /** Counts a test once, however often the platform discovers it. */
    synchronized void leftOut(String testId) {
        leftOut.add(testId);
    }

    /** Returns the line about the run so far and forgets it; empty when there is nothing to say. */
    synchronized Optional<String> closingLine() {
        if (servers == 0 && leftOut.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder line =
                new StringBuilder("redis-guard-test: ").append(servers).append(servers == 1 ? " server" : " servers");
        labels.forEach(label -> line.append(", ").append(label));
        if (!leftOut.isEmpty()) {
            line.append(", ")
                    .append(leftOut.size())
                    .append(leftOut.size() == 1 ? " test left out that needs" : " tests left out that need")
                    .append(" a newer server");
        }
        servers = 0;
        labels.clear();
        leftOut.clear();
        return Optional.of(line.toString());
    }
}
