package io.redisguard.examples.summary;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/**
 * Prints the closing line of the build and what failed, and fails unless there were tests and all of them ran and
 * passed.
 */
public final class TestSummary {
    private TestSummary() {}

    /** Takes the instant that the build began at, then the folders whose projects are summed up. */
    public static void main(String... arguments) throws Exception {
        TestReports reports = TestReports.read(
                Instant.parse(arguments[0]),
                Arrays.stream(arguments).skip(1).map(Path::of).toList());
        System.out.println(reports);
        reports.failures().forEach(failure -> System.out.println("        " + failure));
        System.exit(reports.allPassed() ? 0 : 1);
    }
}
