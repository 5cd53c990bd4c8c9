package io.redisguard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Prints one line about the servers of a run when it ends. JUnit loads it by itself. */
public final class RunReportListener implements TestExecutionListener {
    /** System property that names a folder to which the line goes as well, into a file of its own for each process. */
    static final String FOLDER = "redis.guard.test.report";

    /** Makes the listener; JUnit calls it. */
    public RunReportListener() {}

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        RunReport.shared().closingLine().ifPresent(line -> {
            System.out.println(line);
            write(line, System.getProperty(FOLDER));
        });
    }

    static void write(String line, @Nullable String folder) {
        if (folder == null) {
            return;
        }
        Path file =
                Path.of(folder, "redis-guard-test-" + ProcessHandle.current().pid() + ".txt");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The report of the test servers could not be written to " + file + ".", e);
        }
    }
}
