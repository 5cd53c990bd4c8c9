package io.redisguard.test;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Prints one line about the servers of a run when it ends. JUnit loads it by itself. */
public final class RunReportListener implements TestExecutionListener {
    /** Makes the listener; JUnit calls it. */
    public RunReportListener() {}

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        RunReport.shared().closingLine().ifPresent(System.out::println);
    }
}
