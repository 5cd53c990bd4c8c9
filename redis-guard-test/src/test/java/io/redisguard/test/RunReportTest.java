package io.redisguard.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunReportTest {
    private final RunReport report = new RunReport();

    @Test
    void saysNothingWithoutServersAndTestsLeftOut() {
        assertThat(report.closingLine()).isEmpty();
    }

    @Test
    void namesServersOncePerKind() {
        report.serverStarted("local redis-server 7.0.15");
        report.serverStarted("local redis-server 7.0.15");
        report.leftOut("a");
        report.leftOut("b");

        assertThat(report.closingLine())
                .contains("redis-guard-test: 2 servers, local redis-server 7.0.15, 2 tests left out that need a newer"
                        + " server");
    }

    @Test
    void beginsAnewForTheNextRun() {
        report.serverStarted("local redis-server 7.0.15");
        report.closingLine();

        assertThat(report.closingLine()).isEmpty();
    }
}
